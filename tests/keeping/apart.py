"""Processes beside a test: some that write without end, some that are killed in the middle of their work."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

from tests.cli.typed import ROOT

WRITER = """
import os
from datetime import UTC, datetime
from uuid import uuid4
from state.open import open_store

with open_store(os.environ["STORE"]) as store:
    print("up", flush=True)
    while True:
        run = uuid4().hex
        store.begin_run(run, "sync", datetime.now(UTC))
        store.end_run(run, datetime.now(UTC), "{}" + " " * 5000)
"""
HOLDER = """
import os
from state.open import open_store

with open_store(os.environ["STORE"]) as store:
    store.trail_head()
    print("up", flush=True)
    input()
"""


def started(script, url, *arguments):
    child = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "STORE": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "up\n", child.stderr.read()
    return child


@contextmanager
def beside(script, url):
    """Have a process at work on a store; it is killed at the end, and must have lived until then."""
    child = started(script, url)
    try:
        yield
        assert child.poll() is None, child.stderr.read()
    finally:
        ended(child)


def ended(child):
    child.kill()
    child.communicate(timeout=30)


def killed_after(script, url, seconds, *arguments):
    """Let a process begin its work and kill it a moment later; tell whether it was still at it."""
    child = started(script, url, *arguments)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=30)
    return child.returncode == -signal.SIGKILL
