"""A source that cannot be used says so, and the other engagement goes on; configuration findings are one line each."""

import socket
from dataclasses import replace
from types import MappingProxyType

import pytest

from connectors.sandbox.story import plant


@pytest.fixture
def nobody():
    """An address where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("down", ["acme-jira", "studio"])
def test_a_source_that_is_down_is_told_and_the_other_engagement_goes_on(house, nobody, down):
    plant(house.sandbox)
    house.reach(down, nobody, "pk_any")
    account = house.cycle()
    by_source = {one.source: one for one in account.engagements}
    (trouble,) = by_source[down].troubles
    assert (trouble.kind, trouble.retryable) == ("Unreachable", True)
    assert trouble.message.startswith(f"{down} cannot be reached")
    (other,) = [one for source, one in by_source.items() if source != down]
    assert other.actions
    assert not other.troubles
    assert account.exit_code == 75


def test_when_it_is_back_everything_is_done(house, nobody):
    plant(house.sandbox)
    house.reach("acme-jira", nobody, "any")
    house.cycle()
    house.reach("acme-jira", house.sandbox.jira.url, house.sandbox.jira.token)
    account = house.cycle()
    assert account.exit_code == 0
    assert house.jira_desk.status("APO-2") == "blocked"
    assert house.cycle(writes=False).digest == ""


@pytest.mark.parametrize("source", ["acme-jira", "studio"])
def test_a_wrong_token_is_told_and_trying_again_is_not_offered(house, source):
    plant(house.sandbox)
    house.reach(source, getattr(house.sandbox, "jira" if source == "acme-jira" else "clickup").url, "pk_wrong")
    account = house.cycle()
    (trouble,) = next(one for one in account.engagements if one.source == source).troubles
    assert (trouble.kind, trouble.retryable) == ("NotAuthorised", False)
    assert "pk_wrong" not in trouble.message
    assert account.exit_code == 1


def test_a_source_that_is_down_in_one_cycle_loses_no_change(house, desk, nobody):
    house.sync()
    ticket = desk.create()
    house.reach(desk.source, nobody, "pk_any")
    house.sync()
    house.clock.pass_(hours=2)
    house.reach(desk.source, desk.service.url, desk.service.token)
    house.sync()
    assert desk.labels(ticket) == ["gate:blocked"]


class TestConfigurationFindings:
    def test_a_status_without_a_stage_is_one_line_for_all_its_tickets(self, house, desk):
        for _ in range(5):
            desk.create(status="to do")
        house.set(stages=MappingProxyType({"In Review": ("Review",)}))
        account = house.cycle()
        (finding,) = account.engagements[0].troubles
        assert finding.kind == "configuration"
        assert f"status “{desk.spelled('to do')}” means no stage" in finding.message
        assert "and 2 more" in finding.message
        assert account.exit_code == 0

    def test_tickets_in_such_a_status_are_left_alone(self, house, desk):
        ticket = desk.create(status="to do", labels=("gate:blocked",))
        house.set(stages=MappingProxyType({}))
        house.sync()
        assert (desk.labels(ticket), desk.comments(ticket)) == (["gate:blocked"], [])

    def test_a_status_only_risks_have_is_no_finding(self, house):
        plant(house.sandbox)
        house.only(house.jira_desk)
        assert "Open" in {subject.ticket.status for subject in house.subjects()}
        assert house.plan().troubles == ()

    def test_a_stage_no_status_means_is_told_in_the_first_cycle(self, house):
        house.only(house.jira_desk)
        house.set(stages=MappingProxyType({"To Do": ("Assigned",)}))
        (finding,) = house.sync().troubles
        assert finding.message.startswith("no status means stage “Review” of pack work-item")
        assert house.sync().troubles == ()

    def test_a_field_that_cannot_be_found_is_one_line(self, house, desk):
        for _ in range(4):
            desk.create(ticked=True)
        desk.rename_field("Delivery notes", "Notes")
        account = house.cycle()
        (finding,) = account.engagements[0].troubles
        assert finding.message.startswith("field “Delivery notes” cannot be seen (")
        assert "and 1 more" in finding.message
        assert account.exit_code == 0

    def test_a_field_mapped_to_nothing_is_told_by_its_rules_name(self, house, desk):
        desk.create(ticked=True)
        house.engagements = (
            replace(house.engagements[0], fields=MappingProxyType({"Delivery notes": "customfield_99999"})),
        )
        (finding,) = house.plan().troubles
        assert "“Delivery notes”" in finding.message
