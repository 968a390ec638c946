"""Groups, trends and targets of a report, and its forms for other programs."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from rules.measures.period import Period
from rules.measures.target import Cadence, StepUp, Target
from sync.engagement import ClientVisible
from sync.figures.aims import Aims, Goals
from sync.figures.periods import in_words, read_period, written
from sync.figures.reporting import project_ends, report
from sync.render.report_documents import report_csv, report_document
from sync.render.report_terminal import report_lines
from sync.render.sparkline import HEIGHT, sparkline
from sync.render.terminal import Ink
from sync.report import By, periods_for
from tests.report.office import Office, at, day, ticket

OCTOBER = Period.month_of(date(2026, 10, 1))


@pytest.fixture
def three(office):
    """Three engagements of two clients, each with promises kept and missed."""
    office.engagements = (
        Office.engagement("apollo"),
        Office.engagement("artemis", "apollo  BANK", work_type="support"),
        Office.engagement("lumen", "Lumen Studio", work_type="support"),
    )
    for place, (engagement, done) in enumerate(
        (("apollo", "2026-10-09"), ("artemis", "2026-10-16"), ("lumen", "2026-10-12"))
    ):
        one = ticket(f"X-{place}", "Milestone", "2026-09-01", done=done, due=day("2026-10-12"))
        office.see(one, at("2026-09-01 10:00"), engagement)
    return office


def groups(office, by=By.ENGAGEMENT, period=OCTOBER):
    return {one.name: one for one in report(office.world, office.engagements, period, by).groups}


def line(group, name):
    return next(one for one in group.lines if one.measure.name == name)


def test_all_engagements_come_first_and_count_together(three):
    found = groups(three)
    assert list(found) == ["All engagements", "apollo", "artemis", "lumen"]
    assert line(found["All engagements"], "on_time").figure.value == pytest.approx(100 * 2 / 3)


def test_one_client_in_several_engagements_is_one(three):
    found = groups(three, By.CLIENT)
    assert list(found) == ["All engagements", "Apollo Bank", "Lumen Studio"]
    assert found["Apollo Bank"].engagements == ("apollo", "artemis")
    assert line(found["Apollo Bank"], "on_time").figure.value == 50


def test_types_of_work_are_told_together(three):
    found = groups(three, By.WORK_TYPE)
    assert list(found) == ["All engagements", "project", "support"]


def test_one_engagement_alone_is_not_told_twice(three):
    three.engagements = three.engagements[:1]
    assert list(groups(three)) == ["apollo"]


def test_an_engagement_has_its_own_targets_before_those_of_all(three):
    own = {"artemis": Goals({"on_time": Target("at_least", 0, "%")})}
    three.aims = Aims(Goals({"on_time": Target("at_least", 50, "%")}), own)
    found = groups(three)
    assert [str(line(found[name], "on_time").compared.standing) for name in ("apollo", "artemis")] == ["met", "met"]
    assert str(line(found["artemis"], "on_time").compared.target) == "at least 0%"
    assert str(line(found["All engagements"], "on_time").compared.target) == "at least 50%"


def kept_every_month(office, months):
    for month in range(1, months + 1):
        done = ticket(
            f"APO-{month}", "Milestone", f"2026-{month:02}-02", done=f"2026-{month:02}-10", due=date(2026, month, 12)
        )
        office.see(done, at(f"2026-{month:02}-02 10:00"))
    office.was_read(at("2026-01-01"))


def test_a_target_moves_up_once_it_was_held_for_its_time_and_stays_there(office):
    kept_every_month(office, 10)
    office.aims = Aims(Goals({"on_time": Target("at_least", 70, "%")}, StepUp(Cadence(3, "months"), 0.05)))
    (group,) = report(office.world, office.engagements, OCTOBER).groups
    assert str(line(group, "on_time").compared.target) == "at least 85%", "nine months before were held"


def test_months_before_the_first_ticket_are_not_known_rather_than_zero(office):
    office.see(ticket("APO-1", "Story", "2026-09-07"), at("2026-09-07"))
    (group,) = report(office.world, office.engagements, OCTOBER).groups
    assert line(group, "scope_asked").series.values == (None, None, None, None, 0, 0)
    assert str(line(group, "scope_asked").trend.course) == "not known"


def test_what_tells_of_today_is_not_known_of_the_past(office):
    office.see(ticket("APO-1", "Story", "2026-05-07"), at("2026-05-07"))
    (group,) = report(office.world, office.engagements, OCTOBER).groups
    assert line(group, "early_warnings").series.values[:-1] == (None,) * 5


def test_the_terminal_says_value_target_standing_trend_and_what_is_missing(office):
    kept_every_month(office, 10)
    text = "\n".join(report_lines(report(office.world, office.engagements, OCTOBER), Ink(width=110)))
    assert text.startswith("October 2026\n")
    (row,) = [one for one in text.splitlines() if "On time" in one]
    assert row.split() == ["On", "time", "100", "%", "1", "at", "least", "90", "%", "met", "→", "steady"]
    assert "CSAT, NPS, CES: no survey of this period has such a score" in text


def test_the_json_document_has_every_figure_with_its_points(office):
    kept_every_month(office, 10)
    told = json.loads(report_document(report(office.world, office.engagements, OCTOBER)))
    assert (told["schema"], told["period"]["name"]) == (1, "2026-10")
    found = {one["measure"]: one for one in told["groups"][0]["figures"]}
    assert found["on_time"]["value"] == 100
    assert found["on_time"]["standing"] == "met"
    assert found["on_time"]["parts"] == {"Milestone": 100}
    assert [one["value"] for one in found["on_time"]["points"]] == [100] * 6
    assert found["csat"]["value"] is None
    assert found["csat"]["why"].startswith("not known: ")


def test_csv_has_a_row_for_each_measure_and_each_part(office):
    kept_every_month(office, 10)
    rows = list(csv.DictReader(io.StringIO(report_csv(report(office.world, office.engagements, OCTOBER)))))
    on_time = [(row["part"], row["value"], row["standing"]) for row in rows if row["measure"] == "on_time"]
    assert on_time == [("", "100.0", "met"), ("Milestone", "100.0", "")]
    assert {row["first"] for row in rows} == {"2026-10-01"}


def test_no_cell_of_csv_is_a_formula(office):
    office.engagements = (Office.engagement("=1+1", "@SUM(A1)"),)
    rows = list(csv.DictReader(io.StringIO(report_csv(report(office.world, office.engagements, OCTOBER)))))
    assert {(row["name"], row["client"]) for row in rows} == {("'=1+1", "'@SUM(A1)")}


def test_the_end_tells_of_an_engagement_without_anything(office):
    (end,) = project_ends(office.world, office.engagements)
    assert (end.scope, end.changes, end.risks, end.waivers, end.is_closed) == ((), (), (), (), False)


def test_the_first_scope_is_what_was_seen_first_and_additions_stand_apart(office):
    first = ticket("APO-1", "Deliverable", "2026-10-01", estimate=8.0, due=day("2026-10-20"))
    office.see(first, at("2026-10-01 10:00"))
    office.see(replace(first, estimate=30.0), at("2026-10-12"))
    added = ticket("APO-2", "Deliverable", "2026-10-13", estimate=5.0, labels=("scope-change",))
    office.see(added, at("2026-10-13"))
    (end,) = project_ends(office.world, office.engagements)
    assert [(one.key, one.hours, one.is_added) for one in end.scope] == [("APO-1", 8.0, False), ("APO-2", 5.0, True)]


def test_the_end_calls_what_was_scoped_as_the_client_may_call_it(office):
    visible = ClientVisible(title="Client name")
    office.engagements = (replace(office.engagements[0], client_visible=visible),)
    office.see(ticket("APO-1", "Deliverable", "2026-10-01", fields={"Client name": "Account page"}), at("2026-10-01"))
    (end,) = project_ends(office.world, office.engagements)
    assert [one.name for one in end.scope] == ["Account page"]


TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("text", "first", "last", "name", "words"),
    [
        ("2026-10", "2026-10-01", "2026-10-31", "2026-10", "October 2026"),
        ("2026-W45", "2026-11-02", "2026-11-08", "2026-W45", "Week 45 of 2026"),
        ("2026-q3", "2026-07-01", "2026-09-30", "2026-Q3", "Third quarter of 2026"),
        ("last-month", "2026-10-01", "2026-10-31", "2026-10", "October 2026"),
        ("this-week", "2026-11-09", "2026-11-15", "2026-W46", "Week 46 of 2026"),
        ("Last-Quarter", "2026-07-01", "2026-09-30", "2026-Q3", "Third quarter of 2026"),
    ],
)
def test_periods_are_read_as_people_write_them(text, first, last, name, words):
    period = read_period(text, TODAY)
    assert (period.first, period.last) == (day(first), day(last))
    assert (written(period), in_words(period)) == (name, words)
    assert read_period(written(period), TODAY) == period


@pytest.mark.parametrize(
    "text", ["", "october", "2026-13", "2026-W54", "2026-Q5", "2026-Q0", "0000-01", "last-year", "2026"]
)
def test_what_is_no_period_is_told_with_the_forms(text):
    with pytest.raises(ValueError, match="write 2026-10"):
        read_period(text, TODAY)


def test_targets_that_grow_look_back_to_the_first_day_and_no_further():
    assert len(periods_for(OCTOBER)) == 6
    assert periods_for(OCTOBER, date(2025, 12, 24))[0] == Period.month_of(date(2025, 12, 1))
    assert len(periods_for(OCTOBER, date(1990, 1, 1))) == 60


def test_a_line_has_gaps_where_nothing_is_known_and_stays_inside():
    drawn = sparkline([10, None, 90, 50, None, 20], goal=80)
    assert len(drawn.lines) == 1
    assert len(drawn.alone) == 2
    heights = [float(pair.split(",")[1]) for points in drawn.lines for pair in points.split()]
    assert all(0 <= height <= HEIGHT for height in (*heights, drawn.goal))
    assert sparkline([None, None]).last is None
