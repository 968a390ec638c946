"""`serve` in a process of its own, and what can be seen of it from outside."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.sync.clickup_desk import ClickUpDesk
from tests.sync.jira_desks import JiraDesk

ROOT = Path(__file__).resolve().parents[2]
PACKS = ROOT / "config" / "rules"
USED = ("risk-register", "work-item")
PATIENCE = 60.0  # seconds; this machine is shared


class Serving:
    """The service over a stage; nothing runs before `start`."""

    def __init__(self, stage):
        self.stage = stage
        self.process = None
        self.jira, self.clickup = JiraDesk(stage.sandbox.jira), ClickUpDesk(stage.sandbox)
        self.url = f"sqlite:///{stage.folder / 'stageward.db'}"
        self.log = stage.folder / "serve.log"

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def start(self, *options):
        told = {"STAGEWARD_CONFIG": str(self.stage.config), "STAGEWARD_SECRETS_DIR": str(self.stage.secrets)}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "run.py"), "serve", "--log", "json", *options],
                env={**os.environ, **told},
                stdout=log,
                stderr=log,
            )
        return self

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """Stop it in order; return the exit code."""
        self.signal()
        return self.process.wait(timeout=PATIENCE)

    def until(self, so):
        """Wait until something is so, and return what it answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if answer := so():
                return answer
            assert self.process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.05)
        raise AssertionError(f"it never came to be: {self.log.read_text('utf-8')}")

    def runs(self, engagement=None):
        """The runs that came to their end, the oldest first: their engagements' documents."""
        rows = self.told("select document from runs where document is not null order by began")
        found = [json.loads(document)["engagements"] for (document,) in rows]
        return [one for run in found for one in run if engagement in {None, one["name"]}]

    def told(self, sql):
        """What the store tells; nothing while it is not there yet."""
        file = self.url.removeprefix("sqlite:///")
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as db:
                return db.execute(sql).fetchall()
        except sqlite3.OperationalError:
            return []

    def events(self, name):
        """The lines of the log with this event."""
        lines = (line for line in self.log.read_text("utf-8").splitlines() if line.startswith("{"))
        return [told for line in lines if (told := json.loads(line)).get("event") == name]

    def write(self, before, after):
        """Change the configuration."""
        text = self.stage.config.read_text("utf-8")
        assert before in text
        self.stage.config.write_text(text.replace(before, after), "utf-8")
