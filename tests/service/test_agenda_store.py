"""The agenda is kept: turns, hints and alarms beside one another, and the change that is not in force."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from state.open import open_store
from sync.service.agenda_store import NotTakenUp, Turn

NOON = datetime(2026, 3, 9, 12, 0, 0, 123456, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def agenda(request, tmp_path):
    url = f"sqlite:///{tmp_path / 's.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with open_store(url) as opened:
        yield opened.agenda


def test_a_turn_comes_back_as_it_was_kept(agenda):
    turn = Turn("apollo", LATER, began=NOON, completed=NOON, failures=3)
    agenda.keep_turn(turn)
    agenda.keep_turn(Turn("zeus", NOON))
    assert agenda.turns() == {"apollo": turn, "zeus": Turn("zeus", NOON)}


def test_a_hint_and_an_alarm_outlive_a_turn_that_is_moved_on(agenda):
    agenda.keep_turn(Turn("apollo", NOON))
    agenda.hint(("apollo",), NOON)
    agenda.keep_alarmed("apollo", NOON)
    agenda.keep_turn(Turn("apollo", LATER, began=NOON))
    assert agenda.turns()["apollo"] == Turn("apollo", LATER, began=NOON, hinted=NOON, alarmed=NOON)
    agenda.keep_alarmed("apollo", None)
    assert agenda.turns()["apollo"].alarmed is None


def test_a_hint_for_an_engagement_without_a_turn_makes_it_due(agenda):
    agenda.hint(("apollo", "zeus"), NOON)
    agenda.hint(("zeus",), LATER)
    turn = Turn("apollo", NOON, hinted=NOON)
    assert agenda.turns() == {"apollo": turn, "zeus": replace(turn, engagement="zeus", hinted=LATER)}


def test_an_alarm_without_a_turn_changes_nothing(agenda):
    agenda.keep_alarmed("apollo", NOON)
    assert agenda.turns() == {}


def test_a_change_that_is_not_in_force_is_told_until_it_is(agenda):
    assert agenda.not_taken_up() is None
    agenda.keep_not_taken_up(NotTakenUp(NOON, "a:1:1: wrong", 2))
    agenda.keep_not_taken_up(NotTakenUp(LATER, "b:1:1: wrong"))
    assert agenda.not_taken_up() == NotTakenUp(LATER, "b:1:1: wrong", 0)
    agenda.keep_not_taken_up(None)
    assert agenda.not_taken_up() is None
