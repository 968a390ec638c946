"""Two installations to which the very same happens, looked at for what they keep."""

import re
import tempfile
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.engagement import Limits, MailMode, Weekly
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


def planned(account):
    """All that a plan tells, without the addresses of one installation."""
    return (
        [(one.ticket, one.verb, one.after, one.because) for one in account.actions],
        *(account.refusals, account.troubles, account.excesses, account.seen, account.judged, account.tally()),
    )


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

    @rule()
    def both_plan_the_same(self):
        spared, looked = self.houses
        ours = spared.plan()
        with pytest.MonkeyPatch.context() as whole:
            whole.setattr("sync.cycle.rest_left", lambda *_: None)
            theirs = looked.plan()
        assert planned(ours) == planned(theirs)

    @invariant()
    def both_know_the_same(self):
        spared, looked = map(kept, self.houses)
        for table in TABLES:
            assert spared[table] == looked[table], table
        ours, theirs = (house.store.rests.kept(house.engagements[0].name) for house in self.houses)
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert (ours.seen, ours.sums, ours.restless) == (theirs.seen, theirs.sums, theirs.restless)
            assert ours.met == theirs.met

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
