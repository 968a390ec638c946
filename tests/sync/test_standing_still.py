"""A cycle in which nothing happened is spared a look, and comes to what a look would come to."""

import re
import tempfile
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.engagement import Limits, MailMode, Weekly
from sync.mailing.unsubscribe import Unsubscription
from sync.remembered import Cursor
from tests.sync.desks import VISIBLE_NAME
from tests.sync.houses import MONDAY, House
from tests.sync.ladder import PLAN, put_up, release_all
from tests.sync.waived import LINE

NUMBERS = st.integers(0, 2)
TABLES = {
    "verdicts": "ticket_id, at, facts",
    "outbox": "engagement, kind, state, to_facts, subject, created, changed",
    "reached": "ticket_id, stage, kind",
    "rungs": "*",
    "dates": "ticket_id, promise, done_at",
    "footprints": "*",
    "engagement_facts": "*",
    "ticket_lines": "*",
    "shares": "*",
    "client_status": "*",
    "versions": "ticket_id, version, key, seen_at",
    "tickets": "ticket_id, version, departed_at",
    "heard_comments": "*",
    "waivers": "*",
    "answers": "*",
    "listening": "*",
    "trail": "at, kind, engagement, who, ticket, facts",
}
# Both listen on ports of their own, which stand in addresses of tickets.
OF_ONE_RUN = re.compile(r'"(?:run|intent|notice|message|configuration)":(?:"[^"]*"|\d+)|127\.0\.0\.1:\d+')


def kept(house):
    """All that was kept, without what is different from run to run."""
    with house.store._reading() as db:
        return {
            table: sorted(OF_ONE_RUN.sub("", repr(row)) for row in db.execute(f"select {columns} from {table}"))
            for table, columns in TABLES.items()
        }


def stands_still(house):
    return house.store.standstills.kept(house.engagements[0].name) is not None


def settle(house):
    """Run cycles until a whole look has nothing to do."""
    for _ in range(5):
        house.sync()
        if stands_still(house):
            return
    raise AssertionError("five cycles were not enough")


def test_a_cycle_in_which_nothing_happened_tells_what_the_last_look_told(house, desk):
    desk.create(status="review", ticked=False)
    settle(house)
    house.store.standstills.keep(house.engagements[0].name, None)
    looked, spared = house.sync(), house.sync()
    assert (looked.still, spared.still) == (None, looked.tally())
    assert replace(spared, subjects=looked.subjects, still=None) == replace(looked, whole=None)


def test_a_cycle_in_which_nothing_happened_reads_no_ticket_from_the_store(house, desk, monkeypatch):
    desk.create()
    settle(house)
    asked = []
    monkeypatch.setattr(type(house.store), "snapshots", lambda *_: asked.append(1) or iter(()))
    assert (house.sync().seen, asked) == (1, [])


def test_pages_say_that_all_was_looked_at(house, desk):
    desk.create()
    settle(house)
    house.clock.pass_(hours=1)
    house.sync()
    assert house.store.board.facts(desk.engagement).summary.at == house.clock.at


def test_the_cursor_goes_on(house, desk):
    desk.create()
    settle(house)
    house.clock.pass_(hours=1)
    house.sync()
    cursor = house.store.cursor(desk.engagement)
    assert isinstance(cursor, Cursor)
    assert cursor.read_at == house.clock.at


@pytest.mark.parametrize(
    "change",
    [
        lambda house, desk, ticket: desk.fill(ticket, "Mitigation", "Two people join."),
        lambda house, desk, ticket: house.set(limits=Limits(changes=1)),
        lambda house, desk, ticket: house.clock.pass_(days=1),
        lambda house, desk, ticket: house.clock.pass_(hours=-2),
        lambda house, desk, ticket: house.store.mail.stop("ana@client.example", "hard bounce", house.clock.at),
        lambda house, desk, ticket: house.store.mail.unsubscribe(
            Unsubscription("ana@client.example", desk.engagement, "delays"), house.clock.at
        ),
        lambda house, desk, ticket: house.store.keep_snapshots(
            [replace(one, digest="other") for one in house.store.snapshots(desk.engagement)]
        ),
        lambda house, desk, ticket: setattr(house, "team", {**house.team, "reviewer": "rae@studio.example"}),
    ],
    ids=[
        "a ticket",
        "the configuration",
        "the day",
        "the clock, to an hour before",
        "a contact that gets no mail",
        "a contact that wants none",
        "a version kept by a run that broke off",
        "the team",
    ],
)
def test_a_look_is_taken_again_after_a_change_of(house, desk, change):
    ticket = desk.create()
    settle(house)
    change(house, desk, ticket)
    assert house.sync().still is None


def test_a_run_that_broke_off_after_it_kept_what_it_read_is_made_good(house, desk):
    ticket = desk.create(status="review", ticked=True)
    settle(house)
    desk.tick(ticket, done=False)
    house.clock.pass_(minutes=1)
    tracker = house.trackers[house.engagements[0].source]
    before = next(iter(house.store.snapshots(desk.engagement)))
    # What a long catch-up keeps before it ends: the new version, and nothing judged yet.
    newer = replace(before, digest="newer", seen_at=house.clock.at, looked_at=house.clock.at)
    house.store.keep_snapshots([newer])
    assert tracker is not None
    assert house.sync().judged == 1


class Twins(RuleBasedStateMachine):
    """Two installations to which the very same happens. One of them looks at all tickets in every cycle."""

    def __init__(self):
        super().__init__()
        self.folders = [tempfile.TemporaryDirectory() for _ in range(2)]
        self.houses = [House(folder.name).__enter__() for folder in self.folders]
        self.tickets = []
        self.writing = pytest.MonkeyPatch()
        # Of tickets written to at once, one or the other gets its comment first, and with it the lower number.
        self.writing.setattr("sync.apply.AT_ONCE", 1)

    def teardown(self):
        self.writing.undo()
        for house, folder in zip(self.houses, self.folders, strict=True):
            house.__exit__()
            folder.cleanup()

    @property
    def desks(self):
        return [house.jira_desk for house in self.houses]

    @initialize()
    def both_begin(self):
        for house in self.houses:
            house.only(house.jira_desk)
            put_up(house)
            (engagement,) = house.engagements
            contacts = tuple(
                replace(one, receives=("milestones", "delays", "weekly", "escalation"))
                for one in engagement.client.contacts
            )
            weekly = Weekly(0, MONDAY.time().replace(hour=14))
            limits = Limits(changes=500, share=1.0, mails=50)
            house.set(client=replace(engagement.client, contacts=contacts), weekly=weekly, limits=limits)
            house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
        self.a_cycle_runs()
        self.somebody_creates("review", ticked=False)

    @rule(
        status=st.sampled_from(["assigned", "in progress", "review"]),
        ticked=st.booleans(),
        kind=st.sampled_from(["Deliverable", "Story", "Bug"]),
    )
    def somebody_creates(self, status, ticked, kind="Deliverable"):
        named = {VISIBLE_NAME: f"Piece {len(self.tickets)}"}
        self.tickets.append(
            [desk.create(status=status, ticked=ticked, review_list=True, kind=kind, **named) for desk in self.desks]
        )

    @rule(number=NUMBERS)
    def somebody_adds_a_part(self, number):
        for desk, ticket in self._each(number):
            desk.people("ana").create(project="APO", type="Sub-task", summary="Part", parent=ticket)

    @rule(number=NUMBERS)
    def somebody_deletes(self, number):
        if len(self.tickets) > 1:
            for desk, ticket in zip(self.desks, self.tickets.pop(number % len(self.tickets)), strict=True):
                desk.delete(ticket)

    @rule(number=NUMBERS, status=st.sampled_from(["in progress", "review", "complete", "delivered"]))
    def somebody_moves(self, number, status):
        for desk, ticket in self._each(number):
            if desk.status(ticket) != status:
                desk.move(ticket, status)

    @rule(number=NUMBERS, done=st.booleans())
    def somebody_ticks(self, number, done):
        for desk, ticket in self._each(number):
            desk.tick(ticket, done=done)

    @rule(number=NUMBERS, words=st.sampled_from([PLAN, None]))
    def somebody_says_what_is_done_about_it(self, number, words):
        for desk, ticket in self._each(number):
            desk.fill(ticket, "Mitigation", words)

    @rule(number=NUMBERS, days=st.sampled_from([2, 10, 30]))
    def somebody_moves_the_date(self, number, days):
        for desk, ticket in self._each(number):
            desk.reschedule(ticket, MONDAY.date() + timedelta(days=days))

    @rule(number=NUMBERS, words=st.sampled_from(["Thanks.", "gate: recheck"]))
    def somebody_says(self, number, words):
        for desk, ticket in self._each(number):
            desk.say(ticket, words, desk.manager)

    @rule(number=NUMBERS)
    def somebody_asks_for_a_waiver(self, number):
        for desk, ticket in self._each(number):
            desk.say(ticket, LINE, desk.manager)

    @rule()
    def somebody_releases_the_mail(self):
        for house in self.houses:
            release_all(house)

    @rule(minutes=st.sampled_from([1, 20, 60, 7 * 60, 24 * 60, 3 * 24 * 60]))
    def time_passes(self, minutes):
        for house in self.houses:
            house.clock.pass_(minutes=minutes)

    @rule(times=st.integers(1, 4))
    def cycles_run(self, times):
        for _ in range(times):
            self.a_cycle_runs()

    @rule()
    def a_cycle_runs(self):
        spared, looked = self.houses
        spared.sync()
        name = looked.engagements[0].name
        looked.store.standstills.keep(name, None)
        looked.store.rests.forget(name)
        account = looked.sync()
        assert (account.still, account.whole, account.failures) == (None, None, ())

    @invariant()
    def both_know_the_same(self):
        spared, looked = map(kept, self.houses)
        for table in TABLES:
            assert spared[table] == looked[table], table
        ours, theirs = (house.store.rests.kept(house.engagements[0].name) for house in self.houses)
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert (ours.seen, ours.sums, ours.restless) == (theirs.seen, theirs.sums, theirs.restless)

    def _each(self, number):
        return zip(self.desks, self.tickets[number % len(self.tickets)], strict=True)


class PartByPart(Twins):
    """Two installations that look at all tickets in every cycle: one of them at one after the other."""

    @rule()
    def a_cycle_runs(self):
        in_parts, at_once = self.houses
        for house in self.houses:
            house.store.standstills.keep(house.engagements[0].name, None)
            house.store.rests.forget(house.engagements[0].name)
        with pytest.MonkeyPatch.context() as small:
            small.setattr("sync.sifting.PART", 1)
            small.setattr("sync.polling.SLICE", 1)
            account = in_parts.sync()
        expected = at_once.sync()
        assert (account.seen, account.judged, account.tally()) == (expected.seen, expected.judged, expected.tally())


PartByPart.TestCase.settings = settings(max_examples=15, stateful_step_count=18, deadline=None)
TestALookInPartsComesToWhatALookAtAllDoes = PartByPart.TestCase
Twins.TestCase.settings = settings(max_examples=15, stateful_step_count=18, deadline=None)
TestALookThatIsSparedWouldHaveFoundTheSame = Twins.TestCase
