"""The service: cycles on schedule, and a stop that finishes what is in hand."""

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import requests

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


def test_it_shows_the_board_until_it_is_stopped(desk):
    told = {"STAGEWARD_CONFIG": str(desk.stage.config), "STAGEWARD_SECRETS_DIR": str(desk.stage.secrets)}
    with subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "run.py"), "serve"],
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        address = service.stderr.readline().removeprefix("The board is at ").strip()
        service.stdout.readline()  # the first cycle is over
        page = requests.get(address, timeout=20)
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=20)
    assert (page.status_code, service.returncode) == (200, 0)
    assert "Apollo Bank" in page.text
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=5)


def test_a_board_that_cannot_listen_is_told_with_the_next_step(desk):
    with socket.create_server(("127.0.0.1", 0)) as other:
        place = f"127.0.0.1:{other.getsockname()[1]}"
        text = desk.stage.config.read_text().replace("127.0.0.1:0", place)
        desk.stage.config.write_text(text)
        ran = desk("serve")
    assert ran.code == 1
    assert f"cannot listen on {place}" in ran.err
    assert "set another board: listen" in ran.err
    assert "Traceback" not in ran.err
