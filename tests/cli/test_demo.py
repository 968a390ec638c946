"""The demo as a user runs it: one process that tells its story, leaves something to look at, and ends."""

import subprocess
import sys
from email import message_from_bytes, policy

import pytest


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    from pathlib import Path

    folder = tmp_path_factory.mktemp("demo")
    words = ["demo", "--out", str(folder / "out"), "--traffic", str(folder / "traffic.jsonl")]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "run.py", *words], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    return done, folder


def test_it_goes_well_and_says_nothing_on_stderr(played):
    done, _ = played
    assert (done.returncode, done.stderr) == (0, "")


def test_on_a_pipe_it_prints_plain_text(played):
    done, _ = played
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "+ held: In Review → Blocked",
        "· Bo ticks the last item of the self-assessment on APO-2.",
        "+ released: Blocked → In Review",
        "+ held: complete → blocked",
        "milestone: APO-3 reached Complete",
        "to noor@lumen.example: sent",
        "Nothing to do, nothing written.",
    ],
)
def test_the_story_tells_what_happens(played, line):
    assert line in played[0].stdout


def test_every_ticket_is_kept_as_a_page_with_its_comment(played):
    pages = sorted((played[1] / "out" / "tickets").glob("*.html"))
    assert len(pages) == 17
    held = (played[1] / "out" / "tickets" / "APO-9.html").read_text("utf-8")
    assert "Stageward gate check" in held
    assert "gate:blocked" in held


def test_the_mails_are_kept_as_they_were_received(played):
    mails = sorted((played[1] / "out" / "mail").glob("*.eml"))
    read = [message_from_bytes(mail.read_bytes(), policy=policy.default) for mail in mails]
    assert {mail["To"] for mail in read} == {"kim@apollo-bank.example", "noor@lumen.example"}
    assert all(mail.get_body(("html",)) and mail.get_body(("plain",)) for mail in read)


def test_nothing_internal_reaches_a_client(played):
    told = b"".join(mail.read_bytes() for mail in (played[1] / "out" / "mail").glob("*.eml"))
    for internal in (b"Login screens", b"APO-", b"Dana", b"gate:", b"peer-review-is-passed", b"acme-jira"):
        assert internal not in told


def test_its_traffic_conforms_to_the_official_descriptions(played, shared):
    traffic = played[1] / "traffic.jsonl"
    checked = subprocess.run(
        [sys.executable, "check.py", str(traffic)],
        cwd=shared / "conformance",
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert ", 0 violations," in checked.stdout.splitlines()[-1]
