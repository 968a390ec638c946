"""From a client's word on the page to the tracker's field: once, by name, and seen by change-control."""

import re

import pytest

from connectors.sandbox import Fault
from rules.model import Outcome
from sync.actions import ActionState, Verb
from sync.engagement import Limits, Mode
from sync.ports import Edit
from sync.render.plan import said
from tests.client_page.rooms import served
from tests.client_page.scope import FIELD, answer_on, ask, set_up
from tests.sync.houses import House


@pytest.fixture
def house(tmp_path):
    with House(tmp_path) as running:
        yield running


@pytest.fixture(params=["jira", "datacenter", "clickup"])
def desk(request, house):
    if request.param == "datacenter":
        house.move_to_datacenter()
    chosen = house.clickup_desk if request.param == "clickup" else house.jira_desk
    house.only(chosen)
    set_up(house, chosen)
    return chosen


@pytest.fixture
def site(house, desk):
    with served(house.installation.state_url, house.clock) as found:
        yield found


@pytest.fixture
def decide(house, site):
    """Return how somebody at the client answers: they open the page, and send its form."""
    client = house.engagements[0].client.name

    def send(word, name="Kim Vogt", comment=""):
        token, _ = site.grant(client)
        with site.visitor(token) as visitor:
            form = dict(
                re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', visitor.get(f"{site.url}/c/status").text)
            )
            return visitor.post(f"{site.url}/c/decide", data={**form, "answer": word, "name": name, "comment": comment})

    send.page = lambda: site.get("/c/status", site.grant(client)[0]).text
    return send


def field_writes(account):
    return [one for one in account.actions if one.verb is Verb.SET_FIELD]


def comment_on(desk, ticket):
    return desk.comments(ticket)[-1].text


def finding(account, ticket_key):
    (subject,) = [one for one in account.subjects if ticket_key in {one.ticket.key, one.ticket.id}]
    (found,) = [one for one in subject.verdict.findings if one.rule == "client-agrees-to-the-change"]
    return found


@pytest.mark.parametrize(
    ("word", "written", "outcome"), [("approved", "Approved", "pass"), ("declined", "Rejected", "fail")]
)
def test_a_client_decides_and_the_field_says_so_once(house, desk, site, decide, word, written, outcome):
    ticket = ask(desk, **{FIELD: "Asked"})
    house.sync()
    assert "Second confirmation" in decide.page()

    assert decide(word, comment="As discussed.").status_code == 200
    planned = field_writes(house.plan())
    assert [(one.before, one.after, one.state) for one in planned] == [("Asked", written, ActionState.PLANNED)]
    assert answer_on(desk, ticket) == "Asked"

    done = field_writes(house.sync())
    assert [(one.state, said(one)) for one in done] == [(ActionState.APPLIED, f"{FIELD} set to {written}")]
    assert answer_on(desk, ticket) == written
    assert f"{word.title()} by Kim Vogt on 2026-03-09 through the status page: “As discussed.”" in comment_on(
        desk, ticket
    )
    assert f"{word.title()} by Kim Vogt on 9 March 2026" in decide.page() or "Kim Vogt" in decide.page()

    house.sync()  # the rule is seen to hold now, and the comment says so
    before = len(desk.writes())
    house.sync()
    assert len(desk.writes()) == before
    desk.move(ticket, desk.spelled("complete"))
    assert finding(house.sync(), ticket).outcome is Outcome(outcome)


def test_the_trail_tells_who_decided_when_and_what_came_of_it(house, desk, decide):
    ask(desk)
    house.sync()
    decide("approved")
    house.sync()

    (row,) = [one for one in house.store.trail() if one.kind == "request" and '"decision"' in one.facts]
    assert row.who == "Kim Vogt"
    assert row.ticket_id
    assert f"{FIELD} was set to Approved" in row.facts
    assert "2026-03-09" in row.facts


def test_where_nothing_may_be_written_the_answer_waits_and_is_shown(house, desk, decide):
    ticket = ask(desk)
    house.set(mode=Mode.OBSERVE)
    house.sync()
    decide("approved")
    account = house.sync()
    assert field_writes(account) == []
    assert answer_on(desk, ticket) is None
    assert "Kim Vogt" in decide.page()

    house.set(mode=Mode.ADVISE)
    assert [one.state for one in field_writes(house.sync())] == [ActionState.APPLIED]
    assert answer_on(desk, ticket) == "Approved"


def test_beyond_its_limits_nothing_is_written_and_the_answer_waits(house, desk, decide):
    ticket = ask(desk)
    house.sync()
    decide("approved")
    house.set(limits=Limits(changes=0))
    assert house.sync().excesses
    assert answer_on(desk, ticket) is None

    house.set(limits=Limits())
    house.sync()
    assert answer_on(desk, ticket) == "Approved"


def test_what_somebody_wrote_into_the_field_meanwhile_is_not_written_again(house, desk, decide):
    ticket = ask(desk, **{FIELD: "Asked"})
    house.sync()
    decide("approved")
    desk.fill(ticket, FIELD, "Approved")
    assert field_writes(house.sync()) == []
    assert house.store.requests.waiting() == ()

    desk.fill(ticket, FIELD, "Rejected")
    house.sync()
    assert answer_on(desk, ticket) == "Rejected"


@pytest.mark.parametrize("written", [True, False])
def test_a_run_that_died_at_the_write_is_looked_up_and_never_writes_twice(house, desk, decide, written):
    ticket = ask(desk)
    house.sync()
    decide("approved")
    (planned,) = field_writes(house.plan())
    house.store.intend("died", [planned], house.clock.now())
    if written:
        house.trackers[desk.source].edit(Edit(planned.ticket_id, planned.ticket, fields={FIELD: "Approved"}))

    account = house.sync()
    (settled,) = [one for one in account.beside if one.verb is Verb.SET_FIELD]
    assert settled.state is (ActionState.APPLIED if written else ActionState.FAILED)
    assert len(field_writes(account)) == (0 if written else 1)
    assert answer_on(desk, ticket) == "Approved"
    assert house.store.requests.waiting() == ()


@pytest.mark.parametrize("when", ["before", "after_write"])
def test_an_answer_lost_on_its_way_is_no_second_write_and_no_failure(house, desk, decide, when):
    ticket = ask(desk)
    house.sync()
    decide("approved")
    part, method = ("/issue/", "PUT") if desk.source == "acme-jira" else ("/field/", "POST")
    desk.fault(Fault(path_contains=part, method=method, when=when, reset=True))
    assert [one.state for one in field_writes(house.sync())] == [ActionState.APPLIED]
    assert answer_on(desk, ticket) == "Approved"
    assert field_writes(house.sync()) == []


def test_a_word_the_field_does_not_have_is_refused_in_words(house, desk, decide):
    ticket = ask(desk)
    house.set(approval=type(house.engagements[0].approval)(FIELD, approved="Fine by me"))
    house.sync()
    decide("approved")
    (write,) = field_writes(house.sync())
    assert write.state is ActionState.FAILED
    assert "Fine by me" in write.error
    assert answer_on(desk, ticket) is None
    assert [one.verb for one in house.sync().refusals] == [Verb.SET_FIELD]
