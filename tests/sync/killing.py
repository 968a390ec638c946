"""A story that goes on while the bot is killed over and over, and what must be so after each death."""

from contextlib import contextmanager
from datetime import UTC, datetime

from config.load import load
from tests.sync.commands_apart import KILLED
from tests.sync.desks import VISIBLE_NAME
from tests.sync.houses import House

CONTACTS = "      contacts:\n"
AROUND_THE_CLOCK = (
    "      mail: {days: [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday],"
    ' from: "00:00", until: "23:59"}\n'
)


class RealTime:
    """The clock `run.py` lives by."""

    def now(self):
        return datetime.now(UTC)

    def pass_(self, **_time):
        """Time passes by itself."""


@contextmanager
def sending_house(folder):
    """A house that lives by the real clock and mails clients at once, on any day at any hour."""
    with House(folder, RealTime()) as running:
        text = running.config.read_text()
        assert "mode: hold  " in text
        text = text.replace("mode: hold  ", "mode: send\n  first_contact: send  ")
        assert text.count(CONTACTS) == len(running.engagements)
        running.config.write_text(text.replace(CONTACTS, AROUND_THE_CLOCK + CONTACTS))
        running.mail = load(running.config).installation.mail
        yield running


class Story:
    """What happens again and again: a ticket to hold, the one held before to release, a milestone to tell."""

    def __init__(self, house, apart, desk):
        self.house, self.apart, self.desk = house, apart, desk
        self.held, self.released, self.told = desk.create(labels=("web",)), None, 0
        self.house.sync()

    def goes_on(self):
        """People work until there is something to hold, to release and to tell."""
        self.released, self.held = self.held, self.desk.create(labels=("web",))
        self.desk.tick(self.released)
        finished = self.desk.create(status="complete", ticked=True, **{VISIBLE_NAME: f"Piece {self.told}"})
        self.desk.review(finished)
        self.told += 1

    def is_killed(self, commits=None):
        """Run a cycle in a process of its own; False where it came to its end alive."""
        code = self.apart.run("sync", "--engagement", self.desk.engagement, commits=commits)
        self.desk.service.faults.clear()
        assert code in {0, KILLED}
        return code == KILLED

    def all_is_right(self):
        """One more cycle of another process has to be enough."""
        desk, house = self.desk, self.house
        house.sync()
        assert house.plan().actions == ()
        assert house.store.open_intents(desk.engagement) == ()
        for ticket in (self.held, self.released):
            assert len(desk.ours(ticket)) == len(desk.comments(ticket)) == 1
        assert (desk.status(self.held), desk.labels(self.held)) == ("blocked", ["web", "gate:blocked"])
        assert (desk.status(self.released), desk.labels(self.released)) == ("review", ["web"])
        self.nothing_was_mailed_twice()

    def nothing_was_mailed_twice(self):
        states = [entry.state for entry in self.house.store.outbox()]
        assert len(states) == self.told
        assert set(states) <= {"sent", "stuck"}
        sent = [mail.data for mail in self.house.mails]
        assert states.count("sent") <= len(sent) == len(set(sent)) <= self.told
