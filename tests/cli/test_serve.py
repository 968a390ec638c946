"""The service: cycles on schedule, and a stop that finishes what is in hand."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

pytestmark = pytest.mark.lasting

ROOT = Path(__file__).resolve().parents[2]


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
        said = next(line for line in service.stderr if line.startswith("The board is at "))
        address = said.removeprefix("The board is at ").strip()
        next(line for line in service.stdout if "UTC  apollo: " in line)  # its first cycle is over
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
