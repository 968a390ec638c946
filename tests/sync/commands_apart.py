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


class Apart:
    """Runs commands on the configuration of a house, each in a process of its own."""

    def __init__(self, config):
        self.config = config
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PACKS.parents[1]),
            "STAGEWARD_SECRETS_DIR": str(config.parent / "secrets"),
        }
        self.process = subprocess.Popen(
            [sys.executable, str(RUNS)],
            cwd=config.parent,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.child = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def begin(self, *command, commits=None):
        """Start a command; return when its process is there."""
        argv = [*command, "--config", str(self.config)]
        self.process.stdin.write(json.dumps({"argv": argv, "commits": commits}) + "\n")
        self.process.stdin.flush()
        self.child = int(self.process.stdout.readline())

    def end(self):
        """Wait for the command; return its exit code."""
        return int(self.process.stdout.readline())

    def run(self, *command, commits=None):
        self.begin(*command, commits=commits)
        return self.end()

    def kill(self):
        os.kill(self.child, SIGKILL)
