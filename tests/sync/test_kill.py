"""`python run.py sync` is killed at every write of a cycle in turn, before it gets there and after it was accepted; and
after every transaction of its store.

The cycle at hand holds a ticket, releases one and mails the client. After each death one cycle puts all right.
"""

from itertools import count

import pytest

from tests.sync.commands_apart import Apart
from tests.sync.desks import EVERY
from tests.sync.killing import Story, sending_house

TRACKERS = EVERY
BEFORE = {"when": "before", "reset": True}  # the request never gets there
ACCEPTED = {"when": "after_write", "reset": True}  # it is accepted, and its answer never comes


@pytest.fixture
def house(tmp_path):
    with sending_house(tmp_path) as running:
        yield running


@pytest.fixture
def story(house, desk):
    with Apart(house.config) as apart:
        yield Story(house, apart, desk)


@pytest.mark.parametrize("fault", [BEFORE, ACCEPTED], ids=["before", "accepted"])
def test_at_every_write_to_a_tracker(story, desk, fault):
    for number in count(1):
        story.goes_on()
        desk.at_write(number, story.apart.kill, **fault)
        if not story.is_killed():
            break
        story.all_is_right()
    assert number == desk.writes_of_a_hold + desk.writes_of_a_release + 1


def test_when_the_mail_server_has_taken_a_message(story):
    story.goes_on()
    story.house.sandbox.mailbox.taken = story.apart.kill
    assert story.is_killed()
    story.house.sandbox.mailbox.taken = lambda: None
    story.all_is_right()
    assert [entry.state for entry in story.house.store.outbox()] == ["stuck"]
    assert len(story.house.mails) == 1
