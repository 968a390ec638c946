"""What a doctor says of the webhooks of a source."""

from datetime import UTC, datetime

import pytest

from state.hints import noting
from sync.checkup.checks import Place, State
from sync.checkup.hooks import AREA, webhooks
from sync.examination import Hooking
from sync.service.agenda_store import Turn
from tests.cli.conftest import desk, packs_in_use
from tests.hooks.posts import ENGAGEMENTS, JIRA
from tests.sync.houses import Clock

__all__ = ["desk", "packs_in_use"]
NOW = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
HERE = frozenset({"acme-jira"})


def line(hooking, turns=None, source="acme-jira"):
    return webhooks(Place(AREA, source=source), hooking, ENGAGEMENTS, turns or {})


def test_polling_alone_is_well():
    found = line(Hooking())
    assert (found.state, found.said, found.fix) == (State.OK, "none are taken; polling alone finds every change", "")


def test_a_secret_where_nothing_listens_is_worth_a_look():
    found = line(Hooking(HERE, listens=False))
    assert (found.state, found.said) == (State.WARN, "a secret is set, and nothing listens for them")
    assert found.fix.startswith("Set board: listen")


@pytest.mark.parametrize("turns", [{}, {"apollo": Turn("apollo", NOW)}, {"lumen": Turn("lumen", NOW, hinted=NOW)}])
def test_one_that_never_came_is_told_with_the_next_step(turns):
    found = line(Hooking(HERE, listens=True), turns)
    assert (found.state, found.said) == (State.WARN, "a secret is set, and none has told of a change so far")
    assert "/hooks/acme-jira" in found.fix


def test_the_last_one_is_told_with_its_moment():
    turns = {
        "apollo": Turn("apollo", NOW, hinted=NOW.replace(hour=8)),
        "hermes": Turn("hermes", NOW, hinted=NOW),
        "bugs": Turn("bugs", NOW),
        "lumen": Turn("lumen", NOW, hinted=NOW.replace(hour=23)),
    }
    found = line(Hooking(HERE, listens=True), turns)
    assert (found.state, found.said) == (State.OK, "the last one told of a change on 2026-03-09 at 09:30 UTC")


def of_webhooks(ran):
    return {one["name"]: (one["state"], one["said"]) for one in ran.document["checks"] if one["area"] == AREA}


def test_the_command_tells_it_for_every_source(desk):
    (desk.stage.secrets / "STAGEWARD_WEBHOOK_SECRET_ACME_JIRA").write_text(JIRA.replace(" ", "_"))
    first = of_webhooks(desk("doctor", "--json"))
    assert first["/hooks/acme-jira"] == ("warn", "a secret is set, and none has told of a change so far")
    assert first["/hooks/studio"][0] == "ok"
    noting(f"sqlite:///{desk.stage.config.parent / 'stageward.db'}", Clock(NOW))(frozenset({"apollo"}))
    ran = desk("doctor", "--json")
    assert of_webhooks(ran)["/hooks/acme-jira"] == ("ok", "the last one told of a change on 2026-03-09 at 09:30 UTC")
    assert JIRA.replace(" ", "_") not in ran.out + ran.err
