"""`python run.py sync` is killed after every transaction of its store in turn while a date slips further each time: the
client hears of each day once, and what waits for a person is always the newest."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from config.load import load
from tests.sync.commands_apart import KILLED, Apart
from tests.sync.desks import VISIBLE_NAME
from tests.sync.houses import House
from tests.sync.killing import RealTime, sending_house
from tests.sync.ladder import PLAN

TRACKERS = ("jira",)
HEARS = "receives: [milestones]", "receives: [delays]"
SEES = "fields: [Delivery notes]", "fields: [Mitigation]"


def telling_delays(house):
    """Let clients hear of delays, by the file the commands read."""
    text = house.config.read_text()
    for before, after in (HEARS, SEES):
        assert text.count(before) == len(house.engagements)
        text = text.replace(before, after)
    house.config.write_text(text)
    house.installation = load(house.config).installation
    house.engagements, house.mail = house.installation.engagements, house.installation.mail
    house.only(house.jira_desk)


@contextmanager
def holding_house(folder):
    with House(folder, RealTime()) as running:
        yield running


class Slipping:
    """One ticket whose date moves a day further, again and again."""

    def __init__(self, house, apart):
        self.house, self.apart, self.desk = house, apart, house.jira_desk
        self.ticket = self.desk.create(status="in progress", **{VISIBLE_NAME: "Login", "Mitigation": PLAN})
        house.sync()
        self.day = datetime.now(UTC).date() + timedelta(days=60)
        self.told = 0

    def slips(self):
        self.day += timedelta(days=7)
        self.told += 1
        self.desk.reschedule(self.ticket, self.day)

    def is_killed(self, commits):
        code = self.apart.run("sync", "--engagement", self.desk.engagement, commits=commits)
        assert code in {0, KILLED}
        return code == KILLED

    def states(self):
        return [entry.state for entry in self.house.store.outbox() if entry.kind == "delay"]

    def rests(self):
        """One more cycle of another process has to be enough."""
        self.house.sync()
        assert self.house.plan().actions == ()
        assert self.house.store.open_intents(self.desk.engagement) == ()


@pytest.fixture(params=[sending_house, holding_house], ids=["send", "hold"])
def slipping(request, tmp_path):
    with request.param(tmp_path) as house:
        telling_delays(house)
        with Apart(house.config) as apart:
            yield Slipping(house, apart)


def test_after_every_transaction_each_day_is_told_once(slipping):
    sends = slipping.house.mail.mode == "send"
    for number in count(1):
        slipping.slips()
        was_killed = slipping.is_killed(number)
        slipping.rests()
        states, mails = slipping.states(), [mail.data for mail in slipping.house.mails]
        assert len(mails) == len(set(mails))
        if sends:
            assert len(states) == slipping.told
            assert set(states) <= {"sent", "stuck"}
            assert states.count("sent") <= len(mails) <= slipping.told
        else:
            assert states == ["withdrawn"] * (slipping.told - 1) + ["held"]
            assert mails == []
        if not was_killed:
            break
    assert number > 5
