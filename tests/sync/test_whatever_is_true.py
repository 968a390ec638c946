"""What nobody knows of the real trackers for sure is played both ways: a ticket's life with the bot ends the same."""

from dataclasses import replace

import pytest

from rules.values import fold

BOTH = (False, True)
OF_JIRA = {
    "silence": ("refused", "ignored"),
    "newest_comments_first": BOTH,
    "comment_in_edit": BOTH,
    "comment_edit_touches": BOTH,
    "property_touches": BOTH,
    "page_cap": (1, 100),
}
OF_THE_CLOUD = {"end_of_pages": ("absent", "null", "empty"), "reconciles": BOTH, "length_of_json": BOTH}
OF_CLICKUP = {
    "tag_touches": BOTH,
    "comment_touches": BOTH,
    "tags_lowered": BOTH,
    "statuses_lowered": BOTH,
    "comment_ids_are_numbers": BOTH,
    "comment_kept": ("rich", "plain", "both"),
    "window_is_closed": BOTH,
    "missing_task_status": (404, 401),
}
FACTS = {"jira": OF_JIRA | OF_THE_CLOUD, "datacenter": OF_JIRA, "clickup": OF_CLICKUP}
CASES = [(kind, name, answer) for kind, facts in FACTS.items() for name, answers in facts.items() for answer in answers]


@pytest.fixture
def place(house):
    """Open the tracker of a kind, and answer one open question of it; its pages hold more than one ticket."""

    def open_desk(kind, **switches):
        if kind == "datacenter":
            house.move_to_datacenter()
        chosen = house.clickup_desk if kind == "clickup" else house.jira_desk
        house.only(chosen)
        for name, answer in switches.items():
            assert hasattr(chosen.service.switches, name)
            setattr(chosen.service.switches, name, answer)
        chosen.create(ticked=True, status="complete")
        return chosen

    return open_desk


@pytest.mark.parametrize(("kind", "name", "answer"), CASES, ids=str)
def test_a_ticket_is_held_once_and_released_once_with_one_comment(house, place, kind, name, answer):
    desk = place(kind, **{name: answer}, **({"clients_are_admins": False} if name == "silence" else {}))
    house.set(label_prefix="Gate:")
    ticket = desk.create(labels=("web",))
    house.sync()
    assert [*map(fold, desk.labels(ticket))] == ["web", "gate:blocked"]
    assert (desk.status(ticket), len(desk.ours(ticket))) == ("blocked", 1)
    house.sync()
    written = len(desk.writes())
    for _ in range(2):
        assert house.sync().actions == ()
    assert len(desk.writes()) == written
    desk.tick(ticket)
    for _ in range(2):
        house.sync()
    assert (desk.status(ticket), desk.labels(ticket)) == ("review", ["web"])
    assert desk.comments(ticket) == desk.ours(ticket)
    assert len(desk.ours(ticket)) == 1
    assert house.plan().actions == ()


@pytest.mark.parametrize("kind", ["jira", "datacenter"])
class TestWhoseClockAQueryIsReadBy:
    """A query's times are read by the clock of the account; were it the site's, a change could be passed over."""

    @pytest.fixture
    def changed(self, house, place, kind):
        """Let somebody change a ticket that has been quiet for days, and run cycles until that is known."""

        def cycles(zone, *, by_site):
            desk = place(kind, queries_by_site_zone=by_site)
            desk.site.accounts[:] = [replace(one, zone=zone) for one in desk.site.accounts]
            ticket = desk.create(ticked=True)
            for _ in range(3):
                house.clock.pass_(days=2)
                house.sync()
            desk.label(ticket, "late")
            return [(house.sync().changed, house.clock.pass_(hours=11))[0] for _ in range(3)]

        return cycles

    @pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo"])
    def test_by_the_accounts_it_is_found_at_once(self, changed, zone):
        assert changed(zone, by_site=False) == [1, 0, 0]

    def test_by_the_sites_it_is_found_at_once_where_that_is_further_east(self, changed):
        assert changed("America/Los_Angeles", by_site=True) == [1, 0, 0]

    def test_by_the_sites_it_is_found_within_a_day_where_that_is_further_west(self, changed):
        assert sum(changed("Pacific/Kiritimati", by_site=True)) == 1


@pytest.mark.parametrize("kind", ["jira", "datacenter"])
class TestAProjectWithAnotherKey:
    """Whether a query still understands the key of before is not said anywhere (case 48)."""

    def test_where_it_does_tickets_go_on_under_their_new_keys(self, house, place, kind):
        desk = place(kind, old_project_keys=True)
        ticket = desk.create()
        house.sync()
        desk.people("ana").rename_project("APO", "ZEU")
        for _ in range(2):
            house.clock.pass_(days=1)
            account = house.sync()
            assert (account.troubles, account.departed) == ((), ())
        renamed = ticket.replace("APO", "ZEU")
        assert {one.ticket.key for one in account.subjects} >= {renamed}
        assert len(desk.ours(renamed)) == 1

    def test_where_it_does_not_that_is_told_and_nothing_is_forgotten(self, house, place, kind):
        desk = place(kind, old_project_keys=False)
        desk.create()
        house.sync()
        desk.people("ana").rename_project("APO", "ZEU")
        house.clock.pass_(days=1)
        run = house.cycle()
        assert [trouble.kind for trouble in run.engagements[0].troubles] == ["Refused"]
        assert "APO" in run.engagements[0].troubles[0].message
        assert run.exit_code == 1
        assert len(list(house.store.snapshots(desk.engagement))) == 2
