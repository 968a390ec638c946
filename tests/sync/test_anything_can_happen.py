"""A machine lets people, faults and crashes do whatever they like; after two quiet cycles all is as it should be."""

import re
import tempfile
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from connectors.sandbox import Fault
from sync.actions import Verb
from sync.comment import MARKER
from sync.cycle import run_cycle
from sync.engagement import Limits, MailMode
from sync.holds.holding import blockers
from sync.trail import verified
from tests.sync.desks import CHECKLIST, REVIEW_LIST, VISIBLE_NAME
from tests.sync.houses import MONDAY, House
from tests.sync.ladder import PLAN
from tests.sync.waived import LINE, RULE

STATUSES = st.sampled_from(["assigned", "in progress", "review", "complete", "delivered", "blocked"])
LABELS = st.sampled_from(["web", "app", "client-approved", "checks-failed"])
NUMBERS = st.integers(0, 3)
FAULTS = st.sampled_from(
    [
        {"when": "after_write", "reset": True},
        {"when": "after_write", "status": 502},
        {"when": "before", "reset": True},
        {"when": "before", "status": 500},
        {"when": "before", "status": 503, "times": None},
    ]
)
DUE = st.sampled_from([10, 30, 37, 44]).map(lambda days: MONDAY.date() + timedelta(days=days))
DELAY = re.compile(r"^(Piece \d+)\nDeliverable\n\n  Agreed: (.+)\n  (?:Now expected|New date): (.+)$", re.MULTILINE)
TOLD = re.compile(r"^(Piece \d+)\nDeliverable\n(Reached \w+|Delivered) on", re.MULTILINE)


def plain(data):
    """The plain text of a mail."""
    mail = message_from_bytes(data, policy=policy.default)
    return "\n".join(mail.get_body(("plain",)).get_content().splitlines())


class LifeMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.house = House(self.folder.name).__enter__()
        self.labels = {}
        self.rewritten = {}
        self.moved_on = {}
        self.lags = False
        self.head = ""
        self.small = pytest.MonkeyPatch()

    def teardown(self):
        self.small.undo()
        self.house.__exit__()
        self.folder.cleanup()

    @initialize(on_jira=st.booleans(), in_parts=st.booleans())
    def the_bot_begins(self, on_jira, in_parts):
        house = self.house
        for name in ("sync.sifting.PART", "sync.polling.SLICE") if in_parts else ():  # as among thousands of tickets
            self.small.setattr(name, 1)
        self.desk = house.jira_desk if on_jira else house.clickup_desk
        house.only(self.desk)
        house.set(limits=Limits(changes=500, share=1.0, mails=50))
        house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
        (engagement,) = house.engagements
        contacts = tuple(replace(one, receives=("milestones", "delays")) for one in engagement.client.contacts)
        visible = replace(engagement.client_visible, fields=("Delivery notes", "Mitigation"))
        house.set(client=replace(engagement.client, contacts=contacts), client_visible=visible)
        house.sync()
        self.somebody_creates("review", ticked=False)

    @property
    def tickets(self):
        return list(self.labels)

    def ticket(self, number):
        return self.tickets[number % len(self.tickets)]

    def comments_of_the_bot(self, ticket):
        return [said for said in self.desk.comments(ticket) if said.by == "bot"]

    def footprint(self, ticket):
        return self.house.store.footprints(self.desk.engagement).get(self.desk.id(ticket))

    def blocking(self, ticket):
        """The block rules that fail by the newest verdict."""
        judged = self.house.store.verdicts(self.desk.engagement).get(self.desk.id(ticket))
        return blockers(judged.verdict) if judged else ()

    @rule(status=STATUSES, ticked=st.booleans())
    def somebody_creates(self, status, ticked):
        named = {VISIBLE_NAME: f"Piece {len(self.labels)}"}
        ticket = self.desk.create(status=status, ticked=ticked, review_list=True, labels=("first",), **named)
        self.labels[ticket] = ["first"]

    @rule(number=NUMBERS, status=STATUSES)
    def somebody_moves(self, number, status):
        ticket = self.ticket(number)
        was = self.desk.status(ticket)
        if was != status:
            self.desk.move(ticket, status)
            self.moved_on.pop(ticket, None)
            footprint = self.footprint(ticket)
            if was == "blocked" and footprint is not None and footprint.held_in is not None:
                self.moved_on[ticket] = (status, self.blocking(ticket))

    @rule(number=NUMBERS, checklist=st.sampled_from([CHECKLIST, REVIEW_LIST]), done=st.booleans())
    def somebody_ticks(self, number, checklist, done):
        self.desk.tick(self.ticket(number), checklist=checklist, done=done)

    @rule(number=NUMBERS)
    def somebody_reviews(self, number):
        self.desk.review(self.ticket(number))

    @rule(number=NUMBERS, status=st.sampled_from(["complete", "delivered"]))
    def somebody_finishes_all_that_is_asked(self, number, status):
        ticket = self.ticket(number)
        for checklist in (CHECKLIST, REVIEW_LIST):
            self.desk.tick(ticket, checklist=checklist)
        self.desk.review(ticket)
        self.desk.fill(ticket, "Delivery notes", "https://files.acme.example/notes")
        self.somebody_labels(number, "client-approved")
        self.somebody_moves(number, status)

    @rule(number=NUMBERS, day=DUE)
    def somebody_moves_the_date(self, number, day):
        self.desk.reschedule(self.ticket(number), day)

    @rule(number=NUMBERS, words=st.sampled_from([PLAN, "Two people join.", None]))
    def somebody_says_what_is_done_about_it(self, number, words):
        self.desk.fill(self.ticket(number), "Mitigation", words)

    @rule(number=NUMBERS, label=LABELS)
    def somebody_labels(self, number, label):
        ticket = self.ticket(number)
        self.desk.label(ticket, label)
        self.labels[ticket] = list(dict.fromkeys([*self.labels[ticket], label]))

    @rule(number=NUMBERS, label=LABELS)
    def somebody_takes_a_label_away(self, number, label):
        ticket = self.ticket(number)
        self.desk.unlabel(ticket, label)
        self.labels[ticket] = [one for one in self.labels[ticket] if one != label]

    @rule(number=NUMBERS)
    def somebody_takes_the_bots_label_away(self, number):
        self.desk.unlabel(self.ticket(number), "gate:blocked")

    @rule(number=NUMBERS)
    def somebody_deletes_the_bots_comment(self, number):
        ticket = self.ticket(number)
        for said in self.comments_of_the_bot(ticket):
            self.desk.delete_comment(ticket, said.id)
        self.rewritten.pop(ticket, None)

    @rule(number=NUMBERS, text=st.sampled_from(["Nothing to see here.", f"{MARKER}: never mind."]))
    def somebody_rewrites_the_bots_comment(self, number, text):
        ticket = self.ticket(number)
        for said in self.comments_of_the_bot(ticket):
            self.desk.people(self.desk.colleague).edit_comment(ticket, said.id, text)
            self.rewritten[ticket] = text

    @rule(number=NUMBERS, line=st.sampled_from([LINE, f"gate: unwaive {RULE}", "gate: help", "gate: waive"]))
    def somebody_asks_for_something(self, number, line):
        self.desk.say(self.ticket(number), line, self.desk.manager)

    @rule(write=st.integers(1, 4), fault=FAULTS)
    def a_write_goes_wrong(self, write, fault):
        self.desk.at_write(write, lambda: None, **fault)
        self.house.sync()
        self.desk.service.faults.clear()

    @rule(fault=FAULTS)
    def the_tracker_is_away(self, fault):
        self.desk.fault(Fault(**fault, method="GET"))
        self.house.sync()
        self.desk.service.faults.clear()

    @rule(number=NUMBERS, status=STATUSES)
    def somebody_moves_while_the_bot_writes(self, number, status):
        ticket = self.ticket(number)
        self.moved_on.pop(ticket, None)
        if self.desk.status(ticket) != status:
            self.desk.at_write(1, lambda: self.desk.move(ticket, status))
        self.house.sync()
        self.desk.service.faults.clear()

    @rule()
    def the_search_lags_behind(self):
        if self.desk is self.house.jira_desk:
            self.desk.site.stop_indexing()
            self.lags = True

    @rule()
    def the_search_catches_up(self):
        if self.lags:
            self.desk.site.catch_up()
            self.house.clock.pass_(days=1)  # what showed late may only be found by the daily comparison
            self.lags = False

    @rule()
    def the_bot_starts_again(self):
        self.house.start_again()

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.house.clock.pass_(hours=hours)

    @rule()
    def a_cycle_runs(self):
        self.house.sync()

    @rule()
    def a_cycle_does_what_its_plan_showed(self):
        world, engagements = self.house.world, self.house.engagements
        (planned,) = run_cycle(world, engagements, writes=False).engagements
        (done,) = run_cycle(world, engagements, writes=True).engagements
        left = {action.identity for action in planned.actions} ^ {action.identity for action in done.actions}
        # What people did to the comment is seen right before it would be written, and it is left to them.
        theirs = {one.identity for one in planned.actions if one.verb is Verb.PUT_COMMENT} & left
        assert left == theirs
        assert len(done.refusals) == len(planned.refusals) + len(theirs)

    @rule()
    def two_cycles_settle_everything(self):
        self.the_search_catches_up()
        self.house.sync()
        self.house.sync()
        assert self.house.plan().actions == ()
        assert not self.house.store.open_intents(self.desk.engagement)
        self.clients_know_the_dates()

    def clients_know_the_dates(self):
        """What they heard last, or are about to, is so: the day of a slip, and no slip where there is none."""
        store, name = self.house.store, self.desk.engagement
        promises = store.dates.promises(name)
        told = {}
        for entry in store.outbox(name):
            if entry.kind == "delay" and entry.state != "withdrawn":
                told |= {piece: expected for piece, _, expected in DELAY.findall(plain(entry.message))}
        for ticket in (one.ticket for one in store.snapshots(name) if not one.ticket.done):
            if ticket.due < self.house.clock.now().date() or not ticket.fields["Mitigation"]:
                continue  # it is late and has no new date, or nobody said what is done about it
            promise, heard = promises.get(ticket.id), told.get(ticket.fields[VISIBLE_NAME])
            if heard is not None or (promise and ticket.due > promise.agreed):
                assert heard == f"{ticket.due:%-d %B %Y}"

    @invariant()
    def there_is_at_most_one_comment_of_the_bot(self):
        assert all(len(self.comments_of_the_bot(ticket)) <= 1 for ticket in self.tickets)

    @invariant()
    def what_people_wrote_into_it_stays(self):
        for ticket, text in self.rewritten.items():
            assert [said.text for said in self.comments_of_the_bot(ticket)] == [text]

    @invariant()
    def a_persons_move_stands_while_the_same_checks_fail(self):
        for ticket, (status, blocking) in list(self.moved_on.items()):
            if self.blocking(ticket) == blocking:
                assert self.desk.status(ticket) == status
            else:
                del self.moved_on[ticket]

    @invariant()
    def the_trail_is_whole_and_only_grows(self):
        store = self.house.store
        assert verified(store.trail(), store.trail_anchor(), self.head).flaw is None
        self.head = store.trail_head()

    @invariant()
    def the_labels_of_people_are_theirs_and_in_their_order(self):
        kept = {t: [one for one in self.desk.labels(t) if not one.startswith("gate:")] for t in self.tickets}
        assert kept == self.labels

    @invariant()
    def nothing_is_told_to_a_client_twice(self):
        texts = [plain(mail.data) for mail in self.house.mails]
        told = [pair for text in texts for pair in TOLD.findall(text)]
        assert len(told) == len(set(told))
        dates = [found for text in texts for found in DELAY.findall(text)]
        for piece in {piece for piece, _, _ in dates}:
            assert all(one != two for one, two in pairwise(found for found in dates if found[0] == piece))
        assert bool(told or dates) == bool(texts)


EXAMPLES = max(15, settings.default.max_examples // 50)
LifeMachine.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=12, deadline=None)
TestAnythingCanHappen = LifeMachine.TestCase
