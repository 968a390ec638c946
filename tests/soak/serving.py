"""`serve` in a process of its own: started, killed, started again, and its memory looked at."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from statistics import fmean, linear_regression

ROOT = Path(__file__).resolve().parents[2]
KB = 1024
STRETCHES = 10


class Serving:
    """The service over a stage. `memory` holds pairs of seconds since its start and bytes, of the present process."""

    def __init__(self, stage, log):
        self.stage, self.log = stage, log
        self.process, self.began, self.memory = None, 0.0, []

    def start(self):
        """Start it, and return when it was ready."""
        told = {"STAGEWARD_CONFIG": str(self.stage.config), "STAGEWARD_SECRETS_DIR": str(self.stage.secrets)}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), "serve", "--log", "json"],
            env={**os.environ, **told},
            stdout=self.log,
            stderr=self.log,
        )
        self.began, self.memory = time.monotonic(), []
        known = self.readies()
        while self.readies() == known:
            time.sleep(0.1)
            self.look()
        return datetime.now(UTC)

    def readies(self):
        """Return how often a service said that it is ready."""
        return Path(self.log.name).read_text("utf-8").count('"event": "ready"')

    def look(self):
        """Note how much memory it takes; raises where it ended by itself."""
        if self.process.poll() is not None:
            raise RuntimeError(f"serve ended by itself with {self.process.returncode}; see {self.log.name}")
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        size = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        self.memory.append((time.monotonic() - self.began, int(size) * KB))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """Stop it in order; return the seconds that took and its exit code."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        return time.monotonic() - asked, code


def growth(samples):
    """Return the growth over the second half of samples and its standard error, in bytes per hour; None of too few.

    By least squares over the least of each of ten stretches. What a cycle takes while it runs is given back after it,
    and says nothing of what stays; and samples close to each other are alike, and would make it look surer than it is.
    """
    late = [one for one in samples if one[0] >= samples[-1][0] / 2]
    if len(late) < 2 * STRETCHES:
        return None
    length = len(late) // STRETCHES
    stretches = [late[-length * (n + 1) : len(late) - length * n] for n in range(STRETCHES)]
    times, sizes = zip(*(min(stretch, key=lambda one: one[1]) for stretch in stretches), strict=True)
    slope, level = linear_regression(times, sizes)
    off = sum((size - level - slope * at) ** 2 for at, size in zip(times, sizes, strict=True)) / (STRETCHES - 2)
    error = sqrt(off / sum((at - fmean(times)) ** 2 for at in times))
    return 3600 * slope, 3600 * error
