import pytest

from connectors.http import TrackerSession
from connectors.jira.client import JiraSite, Login
from connectors.jira.properties import Properties
from connectors.sandbox import Sandbox
from sync.ports import Refused


@pytest.fixture
def kept():
    with Sandbox() as sandbox, TrackerSession("acme-jira") as session:
        key = sandbox.jira.act("ana").create(project="APO", type="Story", summary="Limits")
        yield (
            Properties(
                JiraSite("acme-jira", sandbox.jira.url, "3", Login(sandbox.jira.token, sandbox.jira.user), session)
            ),
            key,
        )


def test_a_property_comes_back_as_it_was_written(kept):
    properties, key = kept
    properties.write(key, "stageward.seen", {"schema": 1, "stages": ["Review"]})
    assert properties.read(key, "stageward.seen") == {"schema": 1, "stages": ["Review"]}


def test_writing_again_replaces_it(kept):
    properties, key = kept
    properties.write(key, "stageward.seen", 1)
    properties.write(key, "stageward.seen", 2)
    assert properties.read(key, "stageward.seen") == 2


def test_a_ticket_without_the_property_has_none(kept):
    properties, key = kept
    assert properties.read(key, "stageward.seen") is None


@pytest.mark.parametrize("value", [None, "", "x" * 40_000])
def test_an_empty_or_over_long_value_is_refused(kept, value):
    properties, key = kept
    with pytest.raises(Refused):
        properties.write(key, "stageward.seen", value)
