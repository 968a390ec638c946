"""The commands under `audit`, from outside: a whole trail, a trail somebody laid hands on, and what can be taken away."""

import csv
import json
import re
import sqlite3
from contextlib import closing
from getpass import getuser
from io import StringIO

import pytest

HEAD = re.compile(r"^Trail head ([0-9a-f]{64})$", re.MULTILINE)


@pytest.fixture
def synced(judged, after_one_cycle):
    """A desk after a cycle that had something to do, and the head it printed."""
    _, ran = after_one_cycle
    return judged, HEAD.findall(ran.out)[-1]


def lay_hands_on(desk, *statements):
    """Change the file as somebody would who may write it and knows SQLite."""
    with closing(sqlite3.connect(desk.stage.config.parent / "stageward.db", isolation_level=None)) as db:
        guards = [name for (name,) in db.execute("select name from sqlite_master where type = 'trigger'")]
        for guard in guards:
            db.execute(f"drop trigger {guard}")
        for statement in statements:
            db.execute(statement)


def lines(ran):
    return [json.loads(line) for line in ran.out.splitlines()]


def table(ran):
    return list(csv.DictReader(StringIO(ran.out)))


# --- verify


def test_a_whole_trail_is_told_with_the_head_the_run_printed(synced):
    desk, head = synced
    ran = desk("audit", "verify", "--head", head)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("The trail is whole: rows 1 to ")
    assert HEAD.findall(ran.out) == [head]


def test_the_json_of_a_run_tells_the_head_too(desk):
    head = desk("sync", "--json").document["trail_head"]

    assert desk("audit", "verify", "--json", "--head", head).document["trail_head"] == head


@pytest.mark.parametrize(
    ("done", "wrong"),
    [
        ("update trail set who = 'nobody' where number = 5", "changed"),
        ("update trail set facts = '{}' where number = 5", "changed"),
        ("delete from trail where number = 5", "removed"),
    ],
)
def test_a_row_somebody_laid_hands_on_is_named_with_the_next_step(synced, done, wrong):
    desk, _ = synced
    lay_hands_on(desk, done)
    ran = desk("audit", "verify")

    assert ran.code == 1
    assert f"Row 5 was {wrong}" in ran.out
    assert "Rows up to 4 are right." in ran.out
    flaw = desk("audit", "verify", "--json").document["flaw"]
    assert (flaw["row"], flaw["wrong"]) == (5, wrong)


def test_an_inserted_row_is_named(synced):
    desk, _ = synced
    move_up = "update trail set number = -number - 1 where number >= 5"
    turn = "update trail set number = -number where number < 0"
    forged = "insert into trail select 5, at, kind, engagement, who, '9', 'APO-9', facts, seal, 'x' from trail where number = 4"
    lay_hands_on(desk, move_up, turn, forged)

    assert "Row 5 was inserted" in desk("audit", "verify").out


def test_a_cut_tail_is_found_by_the_head_alone(synced):
    desk, head = synced
    lay_hands_on(desk, "delete from trail where number > 5")

    assert desk("audit", "verify").code == 0
    ran = desk("audit", "verify", "--head", head)
    assert ran.code == 1
    assert "The trail ends with row 5" in ran.out


def test_a_head_stays_good_after_more_runs(desk):
    head = desk("sync", "--json").document["trail_head"]
    desk.people_work()
    desk("sync")

    assert desk("audit", "verify", "--head", head).code == 0


def test_half_a_head_is_no_alarm_but_a_mistake(synced):
    desk, head = synced
    ran = desk("audit", "verify", "--head", head[:12])

    assert (ran.code, ran.out) == (2, "")
    assert "64 signs" in ran.err


def test_a_trail_nothing_was_written_to_is_empty_and_whole(desk):
    ran = desk("audit", "verify")

    assert (ran.code, ran.out) == (0, "The trail is empty.\n")


# --- export


def test_all_rows_come_as_lines_of_json_in_their_order(synced):
    desk, head = synced
    rows = lines(desk("audit", "export"))

    assert [row["row"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["seal"] == head
    assert {row["kind"] for row in rows} >= {"run", "setting", "move", "judgement", "write"}


def test_an_engagement_gets_its_own_rows_and_none_of_another(synced):
    desk, _ = synced
    rows = lines(desk("audit", "export", "--engagement", "lumen"))

    assert {row["engagement"] for row in rows} == {"lumen"}
    assert "apollo" not in json.dumps(rows).casefold()


def test_a_period_has_its_first_and_its_last_day_in_it(synced):
    desk, _ = synced
    day = lines(desk("audit", "export"))[-1]["at"][:10]

    assert lines(desk("audit", "export", "--from", day, "--to", day))
    assert lines(desk("audit", "export", "--to", "2020-12-31")) == []
    assert lines(desk("audit", "export", "--from", "2999-01-01")) == []


def test_one_document_holds_the_same_rows(synced):
    desk, _ = synced

    assert desk("audit", "export", "--json").document == {"schema": 1, "rows": lines(desk("audit", "export"))}


def test_a_table_has_a_line_for_each_rule_that_was_judged_otherwise(synced):
    desk, _ = synced
    told = [row for row in lines(desk("audit", "export")) if row["kind"] == "judgement"]
    expected = [(str(row["row"]), rule["rule"], rule["found"]) for row in told for rule in row["facts"]["rules"]]

    shown = [row for row in table(desk("audit", "export", "--format", "csv")) if row["kind"] == "judgement"]
    assert expected
    assert [(row["row"], row["what"], row["found"]) for row in shown if row["what"]] == expected


def test_no_cell_is_a_formula(synced):
    desk, _ = synced
    lay_hands_on(
        desk,
        "update trail set who = '=1+1', ticket = '@SUM(A1)', engagement = char(9) || '=2' where number = 1",
        "update trail set who = '-3', ticket = '+4', engagement = char(13) || 'x' where number = 2",
    )
    first, second, *_ = table(desk("audit", "export", "--format", "csv"))

    assert (first["who"], first["ticket"], first["engagement"]) == ("'=1+1", "'@SUM(A1)", "'=2")
    assert (second["who"], second["ticket"], second["engagement"]) == ("'-3", "'+4", "'x")


def test_rows_can_be_written_to_a_file(synced, tmp_path):
    desk, _ = synced
    shown = desk("audit", "export", "--format", "csv").out
    ran = desk("audit", "export", "--format", "csv", "--out", str(tmp_path / "trail.csv"))

    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "trail.csv").read_text("utf-8") == shown


def test_who_released_a_mail_is_in_the_trail(waiting):
    held = next(one for one in waiting("mail", "list", "--json").document["notices"] if one["state"] == "held")
    assert waiting("mail", "release", held["id"]).code == 0

    mails = [row for row in lines(waiting("audit", "export")) if row["facts"].get("notice") == held["id"]]
    assert [(row["facts"]["state"], row["who"]) for row in mails] == [
        ("held", "stageward"),
        ("ready", getuser()),
        ("sent", "stageward"),
    ]


def test_no_token_and_no_tracker_is_needed(synced):
    desk, head = synced

    assert desk("audit", "verify", "--head", head, STAGEWARD_SECRETS_DIR=str(desk.stage.config.parent)).code == 0
