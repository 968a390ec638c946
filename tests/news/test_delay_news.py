"""A delay is told once, with its mitigation, and taken back when the date is kept again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clients.delay_news import delay_news
from sync.clients.view import MITIGATION, REASON
from sync.comment import text_of
from sync.engagement import ClientVisible
from tests.news.offices import APOLLO, MONDAY, Office, at, dates, one

AGREED, LATER, LATEST = date(2026, 3, 20), date(2026, 3, 25), date(2026, 3, 31)
PLAN = {MITIGATION: "A second test environment is booked."}
SEEN = dates(AGREED)


@pytest.fixture
def office():
    return Office(delay_news)


def due(day, fields=PLAN, **facts):
    return one(due=day, fields=fields, **facts)


def told(telling):
    """States and working days of a letter; nothing where there is none."""
    return [(delay.state, delay.slip) for delay in telling.letter.delays] if telling.letter else []


def asked(telling):
    return {ticket: text_of(paragraph.runs) for ticket, paragraph in telling.asks.items()}


def test_what_is_late_at_the_first_look_is_no_news_but_its_next_date_is(office):
    office.begin(due(LATER), dates=SEEN)
    assert told(office.cycle(due(LATER), dates=SEEN)) == []
    assert told(office.cycle(due(LATEST), dates=SEEN)) == [("moved", 7)]


def test_a_delay_of_before_the_first_look_that_is_over_can_be_news_later(office):
    office.begin(due(LATER), dates=SEEN)
    assert told(office.cycle(due(AGREED), dates=SEEN)) == []  # nobody was warned
    assert told(office.cycle(due(LATER), dates=SEEN)) == [("moved", 3)]


def test_a_date_that_moves_is_told_once(office):
    office.begin(due(AGREED), dates=SEEN)
    assert told(office.cycle(due(LATER), dates=SEEN)) == [("moved", 3)]
    assert told(office.cycle(due(LATER), dates=SEEN)) == []


def test_several_dates_of_a_cycle_go_in_one_letter(office):
    both = dates(AGREED).promises | dates(AGREED, name="Statements").promises
    seen = replace(SEEN, promises=both)
    office.begin(due(AGREED), due(AGREED, name="Statements"), dates=seen)
    telling = office.cycle(due(LATER), due(LATEST, name="Statements"), dates=seen)
    assert told(telling) == [("moved", 3), ("moved", 7)]
    assert telling.tickets == ("APO-Payments", "APO-Statements")


def test_without_its_mitigation_it_waits_and_the_project_manager_is_asked_on_the_ticket(office):
    office.begin(due(AGREED), dates=SEEN)
    telling = office.cycle(due(LATER, {}), dates=SEEN)
    assert telling.letter is None
    assert asked(telling) == {
        "Payments": "The client is to hear of a delay, and nobody has told them yet: Mitigation is empty; fill it in. ana@acme.example"
    }
    assert [refusal.reason for refusal in telling.refusals] == [
        "a delay is not told yet: Mitigation is empty; fill it in"
    ]
    filled = office.cycle(due(LATER), dates=SEEN)
    assert (told(filled), asked(filled), filled.refusals) == ([("moved", 3)], {}, ())


def test_where_clients_do_not_see_the_mitigation_it_waits_and_says_what_to_configure():
    hidden = Office(delay_news, replace(APOLLO, client_visible=ClientVisible(("Deliverable",), (REASON,))))
    hidden.begin(due(AGREED), dates=SEEN)
    (question,) = asked(hidden.cycle(due(LATER), dates=SEEN)).values()
    assert "add Mitigation to client_visible.fields" in question


def test_a_date_that_recovers_is_told_once_and_a_new_slip_begins_a_new_round(office):
    office.begin(due(AGREED), dates=SEEN)
    days = [LATER, LATER, AGREED, AGREED, LATER, LATER, AGREED]
    found = [told(office.cycle(due(day), dates=SEEN)) for day in days]
    assert found == [[("moved", 3)], [], [("recovered", 0)], [], [("moved", 3)], [], [("recovered", 0)]]


def test_a_date_that_moves_there_and_back_is_told_as_it_is_each_time(office):
    office.begin(due(AGREED), dates=SEEN)
    found = [told(office.cycle(due(day), dates=SEEN)) for day in (LATER, LATEST, LATER)]
    assert found == [[("moved", 3)], [("moved", 7)], [("moved", 3)]]


def test_a_moved_date_that_passes_is_told_again_as_late(office):
    office.begin(due(AGREED), dates=SEEN)
    office.cycle(due(LATER), dates=SEEN)
    late = office.cycle(due(LATER), dates=SEEN, at=at(date(2026, 3, 26)))
    assert told(late) == [("late", 4)]
    assert told(office.cycle(due(LATER), dates=SEEN, at=at(date(2026, 3, 27)))) == []


def test_what_is_late_is_not_told_again_when_another_planned_day_has_passed_too(office):
    office.begin(due(AGREED), dates=SEEN)
    assert told(office.cycle(due(AGREED), dates=SEEN, at=at(LATER))) == [("late", 3)]
    assert told(office.cycle(due(LATER), dates=SEEN, at=at(date(2026, 3, 26)))) == []
    assert told(office.cycle(due(LATEST), dates=SEEN, at=at(date(2026, 3, 27)))) == [("moved", 7)]


def test_a_forecast_warns_before_the_due_date_with_how_sure_it_is(office):
    office.begin(due(AGREED), dates=SEEN)
    telling = office.cycle(due(AGREED), dates=dates(AGREED, LATER, 0.7))
    assert told(telling) == [("likely_late", 3)]
    assert telling.letter.delays[0].share == 0.7


@pytest.mark.parametrize(("confidence", "noted"), [(0.49, False), (0.5, True), (0.69, True)])
def test_a_forecast_that_is_not_so_sure_is_a_note_for_the_team(office, confidence, noted):
    office.begin(due(AGREED), dates=SEEN)
    telling = office.cycle(due(AGREED), dates=dates(AGREED, LATER, confidence))
    assert telling.letter is None
    assert telling.refusals == ()
    assert any("This may end late" in said for said in asked(telling).values()) is noted


def test_a_forecast_between_sure_and_unsure_takes_nothing_back(office):
    office.begin(due(AGREED), dates=SEEN)
    office.cycle(due(AGREED), dates=dates(AGREED, LATER, 0.8))
    for seen in (dates(AGREED, LATER, 0.6), SEEN, dates(AGREED, LATER, 0.8)):  # SEEN: no forecast at all
        assert told(office.cycle(due(AGREED), dates=seen)) == []
    assert told(office.cycle(due(AGREED), dates=dates(AGREED, AGREED, 0.1))) == [("recovered", 0)]


@pytest.mark.parametrize(("on", "said"), [(20, [("recovered", 0)]), (23, [])])
def test_what_is_done_in_time_after_all_is_told_and_what_is_done_too_late_is_told_by_its_delivery(office, on, said):
    office.begin(due(AGREED), dates=SEEN)
    office.cycle(due(LATER), dates=SEEN)
    done = due(LATER, done=True, resolved=datetime(2026, 3, on, 12, tzinfo=UTC))
    assert told(office.cycle(done, dates=SEEN, at=at(date(2026, 3, 23)))) == said
    assert told(office.cycle(done, dates=SEEN, at=at(date(2026, 3, 24)))) == []


def test_a_due_date_that_is_taken_away_is_no_good_news(office):
    office.begin(due(AGREED), dates=SEEN)
    office.cycle(due(LATER), dates=SEEN)
    assert told(office.cycle(due(None), dates=SEEN)) == []


# --- notices that wait for a person


@pytest.fixture
def holding():
    office = Office(delay_news, sends=False)
    office.begin(due(AGREED), dates=SEEN)
    office.cycle(due(LATER), dates=SEEN)
    assert office.states == ["held"]
    return office


def test_a_held_alert_whose_date_recovers_is_withdrawn_and_nothing_is_told(holding):
    for _ in range(2):
        assert told(holding.cycle(due(AGREED), dates=SEEN)) == []
    assert holding.states == ["withdrawn"]


def test_a_held_alert_whose_date_moves_again_is_withdrawn_and_written_anew(holding):
    assert told(holding.cycle(due(LATEST), dates=SEEN)) == [("moved", 7)]
    assert holding.states == ["withdrawn", "held"]
    assert told(holding.cycle(due(LATER), dates=SEEN)) == [("moved", 3)]
    assert [letter.delays[0].slip for letter in holding.waiting] == [3]


@pytest.mark.parametrize("words", [{MITIGATION: "Two people join."}, {**PLAN, REASON: "The supplier is late."}])
def test_a_held_alert_with_other_words_by_now_is_written_anew(holding, words):
    (delay,) = holding.cycle(due(LATER, words), dates=SEEN).letter.delays
    assert {delay.mitigation, delay.reason} & set(words.values())
    assert holding.states == ["withdrawn", "held"]


def test_a_sent_alert_with_other_words_by_now_is_not_sent_again(holding):
    holding.becomes("sent")
    assert told(holding.cycle(due(LATER, {MITIGATION: "Two people join."}), dates=SEEN)) == []


def test_a_held_alert_whose_mitigation_is_taken_away_is_withdrawn_and_asks_again(holding):
    telling = holding.cycle(due(LATER, {}), dates=SEEN)
    assert (holding.states, list(telling.asks)) == (["withdrawn"], ["Payments"])


def test_a_held_alert_of_a_ticket_that_is_gone_is_withdrawn(holding):
    holding.cycle(dates=SEEN)
    assert holding.states == ["withdrawn"]


def test_a_held_warning_of_a_forecast_that_is_gone_is_withdrawn_and_the_date_heard_of_before_is_told_as_kept(holding):
    holding.becomes("sent")
    assert told(holding.cycle(due(AGREED), dates=dates(AGREED, LATEST))) == [("likely_late", 7)]
    assert told(holding.cycle(due(AGREED), dates=SEEN)) == [("recovered", 0)]
    assert holding.states == ["sent", "withdrawn", "held"]


def test_one_of_two_dates_that_recovers_takes_the_letter_back_and_the_other_is_told_anew():
    office = Office(delay_news, sends=False)
    seen = replace(SEEN, promises=SEEN.promises | dates(AGREED, name="Statements").promises)
    office.begin(due(AGREED), due(AGREED, name="Statements"), dates=seen)
    office.cycle(due(LATER), due(LATER, name="Statements"), dates=seen)
    telling = office.cycle(due(AGREED), due(LATER, name="Statements"), dates=seen)
    assert (telling.tickets, office.states) == (("APO-Statements",), ["withdrawn", "held"])


def test_a_held_all_clear_is_withdrawn_when_the_date_slips_to_the_same_day_again(holding):
    holding.becomes("sent")
    assert told(holding.cycle(due(AGREED), dates=SEEN)) == [("recovered", 0)]
    assert told(holding.cycle(due(LATER), dates=SEEN)) == []  # the client knows this day
    assert holding.states == ["sent", "withdrawn"]
    assert told(holding.cycle(due(AGREED), dates=SEEN)) == [("recovered", 0)]


@pytest.mark.parametrize(("state", "told_later"), [("stuck", ["recovered"]), ("failed", [])])
def test_an_alert_that_may_have_arrived_is_taken_back_and_one_that_did_not_is_not(holding, state, told_later):
    holding.becomes(state)
    assert [word for word, _ in told(holding.cycle(due(AGREED), dates=SEEN))] == told_later


# --- any history

DAYS = st.sampled_from([AGREED - timedelta(days=3), AGREED, LATER, LATEST, None])
FORECASTS = st.sampled_from([None, (LATEST, 0.9), (LATEST, 0.6), (AGREED, 0.2)])
MITIGATED = st.sampled_from([PLAN, {}, {MITIGATION: "Two people join."}])
FATES = st.sampled_from([None, None, "sent", "stuck", "failed"])
STEPS = st.lists(st.tuples(DAYS, FORECASTS, MITIGATED, st.integers(0, 4), FATES), max_size=12)


def alive(step, day):
    """A ticket and what is known of its dates in one step of a history."""
    until, forecast, fields, _, _ = step
    return due(until, fields), dates(AGREED, *(forecast or ()))


@given(STEPS, st.booleans())
def test_whatever_happens_alerts_and_all_clears_alternate_and_what_waits_is_true(steps, sends):
    office, heard, day = Office(delay_news, sends=sends), [], MONDAY
    office.begin(due(AGREED), dates=SEEN)
    for step in steps:
        day += timedelta(days=step[3])
        subject, seen = alive(step, day)
        telling = office.cycle(subject, at=day, dates=seen)
        now = [_told_by(telling.letter)] if telling.letter else []
        again = office.look(subject, at=day, dates=seen)
        assert (again.letter, again.outdated) == (None, ())  # another cycle has nothing to add
        assert len(office.waiting) <= 1
        assert all(letter.delays[0].state == "recovered" or letter.delays[0].mitigation for letter in office.waiting)
        if sends:
            heard += now
        elif step[4]:
            heard += [_told_by(letter) for letter in office.waiting if step[4] != "failed"]
            office.becomes(step[4])
    words = [state for state, *_ in heard]
    assert words[:1] != ["recovered"]
    assert all((one, two) != ("recovered", "recovered") for one, two in pairwise(words))
    assert all(one != two for one, two in pairwise(heard))


def _told_by(letter):
    (delay,) = letter.delays
    return delay.state, delay.agreed, delay.expected, delay.mitigation
