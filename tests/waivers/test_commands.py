"""Commands in the lines of a comment: what is one, what it says, and that any text can be read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from sync.commands import Command, Unclear, Word, commands_in, day_meant, waive_line
from sync.render.wording import clean

MONDAY = date(2026, 3, 9)
WHOLE = "gate: waive has-notes until 2026-03-20 because the client takes it by courier"
READ = Command(Word.WAIVE, "has-notes", "2026-03-20", "the client takes it by courier")


@pytest.mark.parametrize(
    "line",
    [
        WHOLE,
        "GATE: Waive has-notes UNTIL 2026-03-20 Because the client takes it by courier",
        "/gate waive has-notes until 2026-03-20 because the client takes it by courier",
        "/gate: waive has-notes until 2026-03-20 because: the client takes it by courier",
        "gate:waive   has-notes  until 2026-03-20,  because  the client takes it   by courier",
        "gate: waive “has-notes” until: 2026-03-20 because the client takes it by courier",
    ],
)
def test_a_waiver_is_read_in_every_spelling(line):
    assert commands_in([line]) == (READ,)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("gate: unwaive has-notes", Command(Word.UNWAIVE, "has-notes")),
        ("gate: recheck, please", Command(Word.RECHECK)),
        ("gate: explain has-notes.", Command(Word.EXPLAIN, "has-notes")),
        ("/gate help", Command(Word.HELP)),
        ("gate: HELP!", Command(Word.HELP)),
        ("gate: waive has-notes", Command(Word.WAIVE, "has-notes")),
        ("gate: waive until 2026-03-20", Command(Word.WAIVE, "", "2026-03-20")),
        ("gate: waive has-notes because it is so", Command(Word.WAIVE, "has-notes", "", "it is so")),
        ("gate: wave has-notes", Command(None, said="wave", meant=Word.WAIVE)),
        ("gate: zzz", Command(None, said="zzz")),
    ],
)
def test_other_commands_and_halves_of_them(line, command):
    assert commands_in([line]) == (command,)


@pytest.mark.parametrize(
    "line",
    [
        "please gate: recheck",
        "the gate: it is open",
        "gate recheck",
        "/gateway recheck",
        "gate:blocked is gone, at last",
        "propagate: recheck",
        "",
    ],
)
def test_what_only_looks_like_a_command_is_none(line):
    assert commands_in([line]) == ()


def test_a_comment_may_hold_several_commands_and_each_counts_once():
    lines = ["Good morning,", "gate: recheck", WHOLE, "gate: recheck", "Thank you"]
    assert commands_in(lines) == (Command(Word.RECHECK), READ)


def test_the_reason_may_hold_the_words_of_the_command():
    line = "gate: waive has-notes until 2026-03-20 because we wait until Friday, because of snow"
    assert commands_in([line])[0].because == "we wait until Friday, because of snow"


def test_the_line_to_send_is_understood_as_it_was_meant():
    assert commands_in([waive_line(READ.rule, READ.until, READ.because)]) == (READ,)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-20", date(2026, 3, 20)),
        ("in 5 working days", date(2026, 3, 16)),
        ("In 2 Weeks", date(2026, 3, 23)),
        ("in 1 day", date(2026, 3, 10)),
        ("today", MONDAY),
        ("today + 3 days", date(2026, 3, 12)),
    ],
)
def test_days_are_read(text, day):
    assert day_meant(text, MONDAY, Calendar()) == day


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("04/05", (date(2026, 4, 5), date(2026, 5, 4))),
        ("4.5.2026", (date(2026, 4, 5), date(2026, 5, 4))),
        ("25/12/2026", (date(2026, 12, 25),)),
        ("01/02", (date(2027, 1, 2), date(2027, 2, 1))),
        ("Friday", ()),
        ("2026-02-30", ()),
        ("in 5 hours", ()),
        ("in five days", ()),
        ("99/99/9999", ()),
        ("", ()),
    ],
)
def test_other_days_are_not_guessed(text, meant):
    found = day_meant(text, MONDAY, Calendar())
    assert isinstance(found, Unclear)
    assert found.meant == meant


@given(st.lists(st.text() | st.text().map("gate: waive {}".format) | st.text().map("gate: {}".format)))
def test_any_text_can_be_read(lines):
    for command in commands_in(lines):
        found = day_meant(command.until, MONDAY, Calendar())
        assert isinstance(found, date | Unclear)


@given(st.text(), st.sampled_from(["gate: recheck", "/gate help", WHOLE]))
def test_a_command_begins_its_line(before, command):
    if commands_in([before + command]):
        assert clean(before + command).casefold().startswith(("gate:", "/gate"))
