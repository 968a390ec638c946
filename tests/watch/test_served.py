"""The whole service under a supervisor such as systemd, asked and signalled as in its life."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from connectors.sandbox.stage import SandboxStage, open_stage

pytestmark = pytest.mark.lasting

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; far more than is needed


@dataclass
class Served:
    """A running service: what it told systemd so far, and its log."""

    process: subprocess.Popen
    systemd: socket.socket
    log: Path
    stage: SandboxStage

    def heard(self, word):
        """Wait until it tells systemd something that begins so, and return all of that message."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            told = self.systemd.recv(4096).decode()
            if told.startswith(word):
                return told
        raise AssertionError(word)

    @property
    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def line(self, event):
        """Wait for a line of the log."""
        until = time.monotonic() + PATIENCE
        while not (found := [line for line in self.lines if line["event"] == event]):
            assert time.monotonic() < until, event
            time.sleep(0.05)
        return found[0]

    def asked(self, path):
        return requests.get(f"{self.line('started')['health']}{path}", timeout=20)

    def ended(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0


@pytest.fixture
def served(tmp_path):
    with (
        open_stage(tmp_path / "demo", ROOT / "config" / "rules") as stage,
        closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as systemd,
        (tmp_path / "log").open("w") as log,
    ):
        text = stage.config.read_text()
        stage.config.write_text(f"{text}\nservice: {{listen: 127.0.0.1:0}}\n")
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE)
        told = {
            "STAGEWARD_CONFIG": str(stage.config),
            "STAGEWARD_SECRETS_DIR": str(stage.secrets),
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "WATCHDOG_USEC": "2000000",
        }
        command = [sys.executable, str(ROOT / "run.py"), "serve", "--log", "json", "--log-level", "debug"]
        with subprocess.Popen(command, env={**os.environ, **told}, stdout=subprocess.PIPE, stderr=log) as process:
            yield Served(process, systemd, tmp_path / "log", stage)
            process.kill()
            assert process.stdout.read() == b""  # its lines tell all


def both_cycled(served):
    until = time.monotonic() + PATIENCE
    wanted = [f'stageward_cycles_total{{engagement="{name}",outcome="done"}}' for name in ("apollo", "lumen")]
    while not all(line in (text := served.asked("/metrics").text) for line in wanted):
        assert time.monotonic() < until, text
        time.sleep(0.2)
    return text


def test_it_lives_as_a_supervisor_wants_it(served):
    assert served.heard("READY=1")
    assert served.heard("WATCHDOG=1")
    assert served.asked("/healthz").json()["status"] == "ok"
    metrics = both_cycled(served)
    assert 'stageward_calls_total{kind="read",source="acme-jira"}' in metrics
    assert 'stageward_writes_total{outcome="applied",verb="put_comment"}' in metrics
    assert "stageward_store_up 1.0" in metrics
    assert served.asked("/readyz").json() == {"status": "ok", "store": "ok", "late": []}
    served.process.send_signal(signal.SIGHUP)
    assert served.heard("RELOADING=1")
    assert served.heard("READY=1")
    served.ended()
    assert served.heard("STOPPING=1")
    assert [line["event"] for line in served.lines][-2:] == ["stopping", "stopped"]


def test_neither_its_log_nor_its_metrics_tell_secrets_or_what_tickets_say(served):
    metrics = both_cycled(served)
    served.ended()
    told = served.log.read_text()
    site = served.stage.sandbox.jira.site
    for issue in site.issues.values():
        assert str(issue.values["summary"]) not in told
        assert issue.key not in metrics
    for secret in served.stage.secrets.iterdir():
        assert secret.read_text() not in told + metrics
    assert {line["engagement"] for line in served.lines if line["event"] == "cycle"} >= {"apollo", "lumen"}
