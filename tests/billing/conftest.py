"""An engagement whose client is about to accept, and a billing system that waits for the record."""

from dataclasses import replace

import pytest

from connectors.hooks import WebHooks
from sync.cycle import run_cycle
from sync.engagement import Billing, Limits, Mode
from sync.mailing.signing import SigningKey
from tests.billing.receiver import SECRET, Receiver
from tests.sync.houses import House


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


class Billed:
    """One engagement of a house, with its home, one deliverable of eight hours, and cycles that send records."""

    def __init__(self, house, desk):
        self.house, self.desk, self.key = house, desk, SigningKey(SECRET)
        self.home = str(desk.create("All of it", status="in progress", ticked=True))
        self.ticket = str(desk.create("Login screens"))

    def bill_at(self, stage, webhook=None):
        self.house.set(home=self.home, mode=Mode.OBSERVE, limits=Limits(changes=500), billing=Billing(stage, webhook))

    def cycle(self, **passed):
        self.house.clock.pass_(**(passed or {"minutes": 1}))
        world = replace(self.house.world, hook=WebHooks(timeout=(2.0, 2.0)), billing_key=self.key)
        return run_cycle(world, self.house.engagements, writes=True)

    def accept(self):
        """People bring the whole engagement to where the client has accepted."""
        for status in ("review", "complete", "delivered"):
            self.desk.move(self.home, status)

    @property
    def bill(self):
        return self.house.store.bills.of(self.desk.engagement)


@pytest.fixture(params=["jira", "clickup"])
def billed(request, tmp_path):
    with House(tmp_path) as house:
        desk = house.clickup_desk if request.param == "clickup" else house.jira_desk
        house.only(desk)
        yield Billed(house, desk)
