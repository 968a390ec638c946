"""People and faults at random over a sandbox, until they are told to stop."""

from random import Random
from threading import Event, Lock

from connectors.sandbox import Fault
from tests.sync.clickup_desk import ClickUpDesk
from tests.sync.desks import VISIBLE_NAME
from tests.sync.jira_desks import JiraDesk

STATUSES = {"jira": ("to do", "in progress", "review", "complete"), "clickup": ("to do", "in progress", "review")}
FAULTS = (
    Fault(status=500, times=2),
    Fault(status=503, times=8),
    Fault(status=429, headers={"Retry-After": "2"}, times=2),
    Fault(reset=True, times=3),
    Fault(cut_at=40),
    Fault(delay=3.0, times=2),
    Fault(reset=True, when="after_write"),
    Fault(status=502, when="after_write"),
)
MOST_TICKETS = 12  # in each tracker: with work that grows without end, memory would tell of the work
HANGS = Fault(delay=40.0)  # beyond the time-out for a silent answer


class Crowd:
    """People of both trackers. `said` counts what happened."""

    def __init__(self, sandbox, seed):
        self.random = Random(seed)
        self.desks = {"jira": JiraDesk(sandbox.jira), "clickup": ClickUpDesk(sandbox)}
        self.tickets = {name: [] for name in self.desks}
        self.said = {"deeds": 0, "faults": 0}
        self._working = Lock()

    def work(self, stop: Event, pause=0.7):
        """Do something every moment; a fault comes about every tenth time."""
        while not stop.wait(self.random.uniform(0, 2 * pause)):
            with self._working:
                self.deed()
                if self.random.random() < 0.1:
                    self.fault()

    def deed(self):
        where = self.random.choice(list(self.desks))
        desk, tickets = self.desks[where], self.tickets[where]
        may_be_new = len(tickets) < MOST_TICKETS and self.random.random() < 0.1
        if len(tickets) < 5 or (may_be_new and self.random.random() < 0.5):
            tickets.append(desk.create(f"Work {len(tickets) + 1}", ticked=self.random.random() < 0.5))
        elif may_be_new:
            tickets.append(self.deliver(desk, len(tickets) + 1))
        else:
            self.change(desk, where, self.random.choice(tickets))
        self.said["deeds"] += 1

    @staticmethod
    def deliver(desk, number):
        """Bring work to where its client hears of it."""
        ticket = desk.create(f"Delivery {number}", ticked=True, **{VISIBLE_NAME: f"Part {number}"})
        desk.review(ticket)
        desk.move(ticket, "complete")
        return ticket

    def change(self, desk, where, ticket):
        deed = self.random.randrange(4)
        if deed == 0:
            status = self.random.choice(STATUSES[where])
            if desk.status(ticket) != status:
                desk.move(ticket, status)
        elif deed == 1:
            desk.say(ticket, self.random.choice(("Peer review: passed.", "Looks fine to me.")))
        elif deed == 2:
            desk.tick(ticket, done=self.random.random() < 0.5)
        else:
            name = f"team-{self.random.randrange(3)}"
            (desk.unlabel if name in desk.labels(ticket) else desk.label)(ticket, name)

    def fault(self):
        desk = self.random.choice(list(self.desks.values()))
        desk.fault(HANGS if self.random.random() < 0.03 else self.random.choice(FAULTS))
        self.said["faults"] += 1

    def calm(self):
        """Let nothing go wrong any more."""
        for desk in self.desks.values():
            desk.service.faults.clear()
