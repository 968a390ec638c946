"""A command in a process of its own prints and ends as the tests beside this one see it in theirs."""

import subprocess
import sys

import pytest

from tests.cli.typed import ROOT, run_apart, run_stageward

IMPORTED = "import sys, run\ntry: run.main()\nfinally: print(*sys.modules, file=sys.stderr)"
SLOW = {"jinja2", "jira", "mrml", "requests", "sqlite_utils", "sync.cycle", "sync.doctor"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check"], 0),
        (["explain", "APO-9", "--json"], 0),
        (["explain", "APO-9999"], 1),
        (["plan", "--engagement", "lumne"], 2),
    ],
)
def test_in_a_process_and_here_it_is_the_same(judged, words, code):
    ran = judged.apart(*words)
    assert ran == judged(*words)
    assert ran.code == code


def test_what_is_pending_ends_a_process_with_three(desk):
    assert desk.apart("plan", "--exit-code").code == desk("plan", "--exit-code").code == 3


def test_mistakes_leave_a_process_on_stderr(judged):
    judged.stage.config.write_text("version: 2\n", encoding="utf-8")
    ran = judged.apart("sync")
    assert (ran.code, ran.out) == (2, "")
    assert "stageward.yaml:" in ran.err
    assert ran == judged("sync")


def test_a_command_nobody_knows(tmp_path):
    ran = run_apart("snyc", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran == run_stageward("snyc", cwd=tmp_path)


def test_a_command_imports_only_what_it_needs(judged):
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, "check", "--config", str(judged.stage.config)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    imported = set(done.stderr.split())
    assert "config.load" in imported
    assert imported & SLOW == set()
