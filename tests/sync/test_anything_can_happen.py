"""A machine lets people, faults and crashes do whatever they like; after two quiet cycles all is as it should be."""

import re
import tempfile
from dataclasses import replace
from email import message_from_bytes, policy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from connectors.sandbox import Fault
from sync.engagement import Limits, MailMode
from tests.sync.desks import CHECKLIST, REVIEW_LIST, VISIBLE_NAME
from tests.sync.houses import House

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
TOLD = re.compile(r"^(Piece \d+)\nDeliverable\nReached (\w+) on", re.MULTILINE)


class LifeMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.house = House(self.folder.name).__enter__()
        self.labels = {}

    def teardown(self):
        self.house.__exit__()
        self.folder.cleanup()

    @initialize(on_jira=st.booleans())
    def the_bot_begins(self, on_jira):
        house = self.house
        self.desk = house.jira_desk if on_jira else house.clickup_desk
        house.only(self.desk)
        house.set(limits=Limits(changes=500, share=1.0, mails=50))
        house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
        house.sync()
        self.somebody_creates("review", ticked=False)

    @property
    def tickets(self):
        return list(self.labels)

    def ticket(self, number):
        return self.tickets[number % len(self.tickets)]

    @rule(status=STATUSES, ticked=st.booleans())
    def somebody_creates(self, status, ticked):
        named = {VISIBLE_NAME: f"Piece {len(self.labels)}"}
        ticket = self.desk.create(status=status, ticked=ticked, review_list=True, labels=("first",), **named)
        self.labels[ticket] = ["first"]

    @rule(number=NUMBERS, status=STATUSES)
    def somebody_moves(self, number, status):
        if self.desk.status(self.ticket(number)) != status:
            self.desk.move(self.ticket(number), status)

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
        for said in self.desk.ours(self.ticket(number)):
            self.desk.delete_comment(self.ticket(number), said.id)

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
        self.desk.at_write(1, lambda: self.somebody_moves(number, status))
        self.house.sync()
        self.desk.service.faults.clear()

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
    def two_cycles_settle_everything(self):
        self.house.sync()
        self.house.sync()
        assert self.house.plan().actions == ()
        assert not self.house.store.open_intents(self.desk.engagement)

    @invariant()
    def there_is_at_most_one_comment_of_the_bot(self):
        assert all(len(self.desk.ours(ticket)) <= 1 for ticket in self.tickets)

    @invariant()
    def the_labels_of_people_are_theirs_and_in_their_order(self):
        kept = {t: [one for one in self.desk.labels(t) if not one.startswith("gate:")] for t in self.tickets}
        assert kept == self.labels

    @invariant()
    def nothing_is_told_to_a_client_twice(self):
        mails = [message_from_bytes(mail.data, policy=policy.default) for mail in self.house.mails]
        texts = ["\n".join(mail.get_body(("plain",)).get_content().splitlines()) for mail in mails]
        told = [pair for text in texts for pair in TOLD.findall(text)]
        assert len(told) == len(set(told))
        assert bool(told) == bool(mails)


LifeMachine.TestCase.settings = settings(
    max_examples=max(15, settings.default.max_examples // 50), stateful_step_count=12, deadline=None
)
TestAnythingCanHappen = LifeMachine.TestCase
