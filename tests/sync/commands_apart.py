"""Starts stageward's own commands in processes that can be killed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

from tests.sync.houses import PACKS

RUNS = Path(__file__).parent / "command_runs.py"
KILLED = -SIGKILL
IDLE = []  # processes that fork commands and wait for the next test, as they are slow to begin


def begun():
    return subprocess.Popen(
        [sys.executable, str(RUNS)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKS.parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ended(process):
    process.stdin.close()
    process.wait(timeout=20)
    process.stdout.close()


def end_all():
    while IDLE:
        ended(IDLE.pop())


class Apart:
    """Runs commands on the configuration of a house, each in a process of its own."""

    def __init__(self, config):
        self.config = config
        self.process = IDLE.pop() if IDLE else begun()
        self.child, self.is_busy = None, False

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if self.is_busy:
            ended(self.process)  # a test that failed did not hear how its command ended
        else:
            IDLE.append(self.process)

    def begin(self, *command, commits=None):
        """Start a command; return when its process is there."""
        folder = self.config.parent
        told = {"argv": [*command, "--config", str(self.config)], "commits": commits, "folder": str(folder)}
        self.process.stdin.write(json.dumps(told | {"secrets": str(folder / "secrets")}) + "\n")
        self.process.stdin.flush()
        self.is_busy = True
        self.child = int(self.process.stdout.readline())

    def end(self):
        """Wait for the command; return its exit code."""
        code = int(self.process.stdout.readline())
        self.is_busy = False
        return code

    def run(self, *command, commits=None):
        self.begin(*command, commits=commits)
        return self.end()

    def kill(self):
        os.kill(self.child, SIGKILL)
