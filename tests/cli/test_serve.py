"""The service: cycles on schedule, and a stop that finishes what is in hand."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

from sync.serve import serve

ROOT = Path(__file__).resolve().parents[2]


def test_it_cycles_at_once_and_again_until_stopped():
    stop, cycles = Event(), []

    def cycle():
        cycles.append(len(cycles))
        if len(cycles) == 3:
            stop.set()

    serve(cycle, timedelta(seconds=1), stop, failed=lambda error: None)
    assert cycles == [0, 1, 2]


def test_a_cycle_that_fails_is_told_and_the_next_one_comes():
    stop, told = Event(), []

    def cycle():
        raise ValueError(len(told))

    def failed(error):
        told.append(str(error))
        if len(told) == 2:
            stop.set()

    serve(cycle, timedelta(seconds=1), stop, failed)
    assert told == ["0", "1"]


def test_nothing_runs_where_it_is_stopped_before_it_begins():
    stop, cycles = Event(), []
    stop.set()
    serve(lambda: cycles.append(1), timedelta(seconds=1), stop, failed=lambda error: None)
    assert cycles == []


def test_a_term_signal_ends_it_well(desk):
    told = {"STAGEWARD_CONFIG": str(desk.stage.config), "STAGEWARD_SECRETS_DIR": str(desk.stage.secrets)}
    with subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "run.py"), "serve"],
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        first = service.stdout.readline()
        service.send_signal(signal.SIGTERM)
        out, err = service.communicate(timeout=20)
    assert service.returncode == 0
    assert "actions done." in first + out
    assert "A cycle every 5 minutes." in err
    assert len(desk.writes()) > 0
