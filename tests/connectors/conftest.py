"""Every test here runs on Jira Cloud, Jira Data Center and ClickUp, over real HTTP."""

import pytest

from connectors.http import TrackerSession
from connectors.sandbox import Sandbox
from sync.comment import MARKER, Footer, Headline, Run, StickyComment
from tests.connectors.places import PLACES


@pytest.fixture
def pauses():
    """The pauses the connector would have made; none is really made."""
    return []


@pytest.fixture
def traffic(tmp_path):
    """The file that gets one line per request the sandbox was asked."""
    return tmp_path / "traffic.jsonl"


@pytest.fixture(params=PLACES)
def place(request, pauses, traffic):
    with (
        Sandbox(traffic=traffic) as sandbox,
        TrackerSession("tracker", timeout=(2.0, 5.0), wait=pauses.append) as session,
    ):
        yield PLACES[request.param](sandbox, session)


@pytest.fixture
def desk(place):
    return place.desk


@pytest.fixture
def tracker(place):
    return place.tracker


@pytest.fixture
def sticky():
    """A small sticky comment with some words in it."""
    return lambda words="1 check fails": StickyComment((Headline("error", (Run(words),)), Footer((Run(MARKER),))))
