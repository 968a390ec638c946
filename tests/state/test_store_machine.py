"""A machine does whatever it likes to a store; a few dictionaries say what must come of it."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rules.facts import digest_of, unpacked
from rules.model import Ticket
from state.open import open_store
from sync.actions import Action, ActionState, Verb
from sync.ports import Missing
from sync.remembered import OutboxEntry, Reached, Snapshot
from sync.trail import verified

START = datetime(2026, 3, 9, tzinfo=UTC)
ENGAGEMENTS = st.sampled_from(["apollo", "zeus"])
IDS = st.sampled_from(["1", "2", "10"])
TICKETS = st.builds(
    Ticket, st.just("jira"), IDS, st.sampled_from(["APO-1", "ZEU-1"]), title=st.sampled_from(["", "Plan"])
)
SEEN = st.lists(st.tuples(ENGAGEMENTS, TICKETS), max_size=4)
VERBS = st.sampled_from([Verb.ADD_LABEL, Verb.HOLD])
ENDS = st.sampled_from([ActionState.APPLIED, ActionState.ALREADY, ActionState.FAILED, ActionState.UNKNOWN])
KEYS = st.sampled_from(["k1", "k2", "k3"])
MARKS = st.lists(st.builds(Reached, IDS, st.just("Complete"), st.sampled_from(["milestone", "delivery"])), max_size=3)
STATES = st.sampled_from(["held", "ready", "sending", "sent", "stuck", "failed"])
ADDRESSES = ("kim@client.example", "lee@client.example")


class StoreMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.begin()
        self.store = open_store(self.url)
        self.now = START
        self.versions = {}
        self.intents = {}
        self.notices = {}
        self.reached = {"apollo": set(), "zeus": set()}
        self.met = set()
        self.heads = []

    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.url = f"sqlite:///{Path(self.folder.name) / 'stageward.db'}"

    def end(self):
        self.folder.cleanup()

    def teardown(self):
        self.store.close()
        self.end()

    @rule()
    def time_passes(self):
        self.now += timedelta(minutes=5)

    @rule()
    def the_bot_starts_again(self):
        self.store.close()
        self.store = open_store(self.url)

    @rule(seen=SEEN)
    def tickets_are_seen(self, seen):
        snapshots = [Snapshot(name, ticket, digest_of(ticket), self.now, self.now) for name, ticket in seen]
        self.store.keep_snapshots([replace(one, ticket=replace(one.ticket, updated=self.now)) for one in snapshots])
        for snapshot in snapshots:
            known = self.versions.setdefault((snapshot.engagement, snapshot.ticket.id), [])
            first_seen = known[0].seen_at if known else self.now
            newest = replace(snapshot, ticket=replace(snapshot.ticket, updated=self.now), first_seen=first_seen)
            if known and known[-1].digest == snapshot.digest:
                known[-1] = replace(newest, seen_at=known[-1].seen_at)
            else:
                known.append(newest)

    @rule(name=ENGAGEMENTS, verbs=st.lists(VERBS, max_size=3))
    def writes_begin(self, name, verbs):
        actions = [Action(name, "APO-1", "1", verb) for verb in verbs]
        for intent in self.store.intend("run", actions, self.now):
            assert intent.id not in self.intents
            self.intents[intent.id] = intent

    @rule(data=st.data(), end=ENDS)
    def a_write_ends(self, data, end):
        if self.intents:
            intent = self.intents[data.draw(st.sampled_from(sorted(self.intents)))]
            if intent.action.state in {ActionState.PLANNED, ActionState.UNKNOWN}:
                self.store.settle(intent, end, self.now)
                self.intents[intent.id] = replace(intent, action=intent.action.ended(end))
            else:
                with pytest.raises(Missing):
                    self.store.settle(intent, end, self.now)

    @rule(name=ENGAGEMENTS, key=KEYS, state=STATES, marks=MARKS)
    def news_is_queued(self, name, key, state, marks):
        number = f"n{len(self.notices)}"
        entry = OutboxEntry(number, key, name, "milestone", ADDRESSES[:1], "Ready", b"bytes", state, self.now)
        is_news = key not in {notice.key for notice in self.notices.values()}

        assert self.store.queue(entry, name, marks) is is_news
        if is_news:
            self.notices[number] = entry
            self.reached[name].update(marks)
            self.met.update(entry.to if state == "sent" else ())

    @rule(name=ENGAGEMENTS, marks=MARKS)
    def what_is_no_news_is_remembered(self, name, marks):
        assert self.store.queue(None, name, marks)
        self.reached[name].update(marks)

    @rule(data=st.data(), state=STATES, error=st.none() | st.just("451"))
    def a_notice_moves_on(self, data, state, error):
        if self.notices:
            number = data.draw(st.sampled_from(sorted(self.notices)))
            self.store.keep_outbox_state(number, state, self.now, error)
            entry = self.notices[number]
            sent = entry.sent or (self.now if state == "sent" else None)  # the first time stays
            self.notices[number] = replace(entry, state=state, error=error, sent=sent)
            self.met.update(entry.to if state == "sent" else ())

    @invariant()
    def tickets_are_as_they_were_seen(self):
        for (name, ticket_id), known in self.versions.items():
            assert self.store.versions(name, ticket_id) == known
        for name in self.reached:
            newest = [known[-1] for (owner, _), known in sorted(self.versions.items()) if owner == name]
            assert list(self.store.snapshots(name)) == newest

    @invariant()
    def what_has_no_receipt_is_open(self):
        open_states = {ActionState.PLANNED, ActionState.UNKNOWN}
        for name in self.reached:
            own = [intent for intent in self.intents.values() if intent.action.engagement == name]
            assert list(self.store.open_intents(name)) == [one for one in own if one.action.state in open_states]

    @invariant()
    def the_outbox_holds_all_news_once(self):
        assert {entry.id: entry for entry in self.store.outbox()} == self.notices
        assert {name: self.store.reached(name) for name in self.reached} == self.reached
        assert {address for address in ADDRESSES if self.store.met(address)} == self.met

    @invariant()
    def the_trail_is_whole_and_goes_on_from_every_head(self):
        self.heads.append(self.store.trail_head())
        proof = verified(self.store.trail(), head=self.heads[len(self.heads) // 2])
        assert (proof.flaw, proof.last.seal) == (None, self.heads[-1])

    @invariant()
    def the_trail_has_a_row_for_every_receipt(self):
        written = [row for row in self.store.trail() if row.kind == "write"]
        ended = [one for one in self.intents.values() if one.action.state is not ActionState.PLANNED]
        assert {unpacked(row.facts)["intent"] for row in written} == {one.id for one in ended}


StoreMachine.TestCase.settings = settings(stateful_step_count=25)
TestStoreMachine = StoreMachine.TestCase
