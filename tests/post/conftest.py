"""A room to send from, new for every test."""

import pytest

from connectors.sandbox.mailbox import Mailbox
from state.open import open_store
from tests.post.digesting import DAILY, TUESDAY
from tests.post.rooms import PostRoom


@pytest.fixture
def box():
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'stageward.db'}") as opened:
        yield opened


@pytest.fixture
def room(store, box):
    return PostRoom(store, box)


@pytest.fixture
def tomorrow(room):
    """Gather and send when the next sending day begins."""

    def passes(engagement=DAILY):
        room.clock.at = TUESDAY
        made = room.gather(engagement)
        room.run()
        return made

    return passes
