"""`retention` in stageward.yaml: spans of time, for ever, and mistakes that say what is right."""

from datetime import UTC, datetime, timedelta

import pytest

from config.load import load
from sync.service.keeper import FOREVER, SPANS, Part, Retention
from tests.cli.typed import ROOT

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def loaded(tmp_path, line):
    text = (ROOT / "config" / "stageward.yaml").read_text("utf-8")
    text = text.replace("packs_dir: rules ", f"packs_dir: {ROOT / 'config' / 'rules'} ")
    (tmp_path / "stageward.yaml").write_text(f"{text}\n{line}\n", "utf-8")
    return load(tmp_path / "stageward.yaml")


def mistake(tmp_path, line):
    (found,) = [one.message for one in loaded(tmp_path, line).mistakes if not one.is_warning]
    return found


def test_without_it_the_usual_spans_hold(tmp_path):
    retention = loaded(tmp_path, "").installation.retention
    assert {part: retention.spans.get(part, SPANS[part]) for part in Part} == dict(SPANS)


def test_what_is_written_holds_and_all_else_stays_usual(tmp_path):
    retention = loaded(tmp_path, "retention: {runs: 2 weeks, trail: forever, outbox: 7 years}").installation.retention

    assert retention.cutoff(Part.RUNS, NOW) == NOW - timedelta(days=14)
    assert retention.cutoff(Part.TRAIL, NOW) is None
    assert retention.spans[Part.TRAIL] == FOREVER
    assert retention.cutoff(Part.OUTBOX, NOW) == NOW - timedelta(days=7 * 366)
    assert retention.cutoff(Part.LEDGER, NOW) == Retention().cutoff(Part.LEDGER, NOW)


def test_the_trail_goes_by_whole_months():
    assert Retention().cutoff(Part.TRAIL, NOW).day == 1
    assert Retention().cutoff(Part.TRAIL, NOW) <= NOW - SPANS[Part.TRAIL]


@pytest.mark.parametrize("span", ["99999 years", "3000 years"])
def test_a_span_longer_than_any_calendar_is_for_ever(tmp_path, span):
    retention = loaded(tmp_path, f"retention: {{runs: {span}}}").installation.retention
    assert retention.cutoff(Part.RUNS, NOW) is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("runs: soon", '"runs" needs a time such as 2 years, 90 days or forever; "soon" is not that'),
        ("runs: 0 days", '"runs" is still needed for 7 days; "0 days" is less'),
        ("trail: 3 months", '"trail" is still needed for 366 days; "3 months" is less'),
        ("runs: -1 years", '"runs" needs a time such as 2 years, 90 days or forever; "-1 years" is not that'),
        ("runs: 90", '"runs" needs a time such as 2 years, 90 days or forever; "90" is not that'),
        ("runs: [90 days]", '"runs" needs text, not a list'),
    ],
)
def test_a_mistake_says_what_is_right(tmp_path, line, told):
    assert mistake(tmp_path, f"retention: {{{line}}}") == told


def test_a_part_nobody_knows_is_told_with_the_one_that_was_meant(tmp_path):
    assert "outbox" in mistake(tmp_path, "retention: {outbx: 2 years}")
