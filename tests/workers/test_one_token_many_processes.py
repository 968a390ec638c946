"""Processes that share a token and a store keep to what the tracker told one of them. Real processes, real limits."""

import subprocess
import sys
from base64 import b64encode
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.sandbox import Sandbox
from connectors.sandbox.limits import per_endpoint

pytestmark = pytest.mark.lasting

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 4


@contextmanager
def asking(state, address, token, requests):
    """Processes that are ready to ask; `go` lets them all begin, and returns how many requests each made."""
    command = [sys.executable, "-m", "tests.workers.asking", state, address, token, str(requests)]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    try:
        for one in started:
            assert one.stdout.readline() == "ready\n"
        yield lambda: [int(one.communicate("go\n", timeout=60)[0]) for one in _told(started)]
    finally:
        for one in started:
            one.kill()
            one.communicate()


def _told(started):
    for one in started:
        one.stdin.write("go\n")
        one.stdin.flush()
    return started


class ClockAhead:
    """The sandbox's clock: some time ahead of the real one, so that a test need not wait for a full minute."""

    ahead = timedelta()

    def now(self):
        return datetime.now(UTC) + self.ahead

    def set_to(self, sandbox, second):
        """Let a minute have gone on for so many seconds."""
        now = self.now()
        self.ahead += now.replace(second=second, microsecond=0) + timedelta(minutes=1) - now
        # Servers cut the fraction off the second they tell; the sandbox rounds.
        sandbox.clickup.set_skew(self.ahead.total_seconds() - 0.5)


def test_together_they_make_no_request_beyond_what_is_left(shared_url):
    clock = ClockAhead()
    with Sandbox(now=clock.now) as sandbox:
        clickup = sandbox.clickup
        clickup.switches.rate_limit = 60
        with asking(shared_url, f"{clickup.url}/api/v2/user", clickup.token, 25) as go:
            clock.set_to(sandbox, 55)
            made = go()
        answers = Counter(one.status for one in clickup.log)
    # Before the first answer nobody knows of a limit: a request on its way then may turn out to be one too many.
    assert answers[429] <= 1
    assert answers[200] == 25 * PROCESSES
    assert sum(made) == answers.total()


def test_a_burst_one_of_them_made_too_many_slows_all(shared_url):
    with Sandbox() as sandbox:
        jira = sandbox.jira
        jira.limits.append(per_endpoint(20, 1.0))
        login = "Basic " + b64encode(f"{jira.user}:{jira.token}".encode()).decode()
        with asking(shared_url, f"{jira.url}/rest/api/3/myself", login, 12) as go:
            made = go()
        answers = Counter(one.status for one in jira.log)
    assert answers[200] == 12 * PROCESSES
    assert 1 <= answers[429] <= PROCESSES  # those that were on their way when the first was refused
    assert sum(made) == answers.total()
