"""The whole way: somebody works in a tracker, its webhook comes to the board, and the next cycle is there at once."""

import json
import os
import queue
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Thread

import pytest
import requests

from connectors.sandbox.story import ACTS
from state.hints import turns_in
from tests.cli.conftest import ROOT, desk, packs_in_use
from tests.hooks.posts import jira_headers

pytestmark = pytest.mark.lasting

__all__ = ["desk", "packs_in_use"]
SECRET = "a-secret-of-the-jira-site"
SOON = 60  # seconds after which a test gives up


class Serving:
    """`stageward serve` in a process of its own, with its lines as they come."""

    def __init__(self, desk):
        told = {"STAGEWARD_CONFIG": str(desk.stage.config), "STAGEWARD_SECRETS_DIR": str(desk.stage.secrets)}
        self.process = subprocess.Popen(
            [sys.executable, "-u", str(ROOT / "run.py"), "serve"],
            env={**os.environ, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.out, self.err = queue.Queue(), queue.Queue()
        self._seen = []
        streams = ((self.process.stdout, self.out), (self.process.stderr, self.err))
        self._readers = [Thread(target=_read, args=one) for one in streams]
        for one in self._readers:
            one.start()

    def line(self, said, stream=None):
        """Wait for a line with these words, and return it."""
        before = []
        while True:
            try:
                found = (stream or self.err).get(timeout=SOON)
            except queue.Empty:
                raise AssertionError(f"{said!r} never came, only {before}") from None
            if said in found:
                return found
            before.append(found)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=SOON)
        for one in self._readers:
            one.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return code


def _read(stream, lines):
    for line in stream:
        lines.put(line)


@contextmanager
def serving(desk):
    service = Serving(desk)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            assert service.stop() == 0


def until(condition):
    """Wait for something to be so, and return it."""
    end = time.monotonic() + SOON
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


@pytest.fixture
def hourly(desk):
    """A desk whose cycles come every hour, with a secret for webhooks of its Jira."""
    text = desk.stage.config.read_text()
    desk.stage.config.write_text(f"{text}schedule: {{every: 1 hour, hint_pause: 1 second}}\n")
    (desk.stage.secrets / "STAGEWARD_WEBHOOK_SECRET_ACME_JIRA").write_text(SECRET)
    return desk


def turns(desk):
    return turns_in(f"sqlite:///{desk.stage.config.parent / 'stageward.db'}")


def first_cycles(desk, service):
    """Wait until every engagement had its first cycle; return the board's address."""
    address = service.line("The board is at ").partition("The board is at ")[2].strip()
    until(lambda: {"apollo", "lumen"} <= {name for name, one in turns(desk).items() if one.completed})
    return address


def test_somebody_moves_a_ticket_and_the_next_cycle_comes_though_it_is_an_hour_away(hourly, monkeypatch):
    jira = hourly.sandbox.jira
    with serving(hourly) as service:
        address = first_cycles(hourly, service)
        jira.register_webhook(f"{address}/hooks/acme-jira", SECRET)
        before = turns(hourly)
        jira.act("ana").comment("APO-2", "A word of a person")
        after = until(lambda: (now := turns(hourly)["apollo"]).began > before["apollo"].began and now)
        assert after.hinted is not None
        assert turns(hourly)["lumen"].began == before["lumen"].began  # nobody told of anything there
        assert {one.status for one in jira.poster.posted} == {204}


def test_what_the_bot_writes_does_not_wake_it_again(hourly):
    jira = hourly.sandbox.jira
    with serving(hourly) as service:
        address = first_cycles(hourly, service)
        jira.register_webhook(f"{address}/hooks/acme-jira", SECRET)
        written = len(jira.log.writes())
        for act in ACTS:
            act.play(hourly.sandbox)
        until(lambda: len(jira.log.writes()) > written)
        until(lambda: (one := turns(hourly)["apollo"]).completed and one.completed > one.began)
        jira.poster.wait_until_told()
        bot = jira.people["bot"].id
        own = [one for one in jira.poster.posted if json.loads(one.body).get("user", {}).get("accountId") == bot]
        assert own
        assert {one.status for one in own} == {204}
    left = turns(hourly)["apollo"]  # hints that still waited at the end were noted then
    assert left.hinted < left.began


def test_a_wrong_secret_is_refused_and_said_once(hourly):
    with serving(hourly) as service:
        address = first_cycles(hourly, service)
        for _ in range(3):
            body = b'{"webhookEvent": "jira:issue_updated"}'
            refused = requests.post(
                f"{address}/hooks/acme-jira", data=body, headers=jira_headers(body, "a-secret-of-others"), timeout=20
            )
            assert refused.status_code == 401
        assert "its signature is wrong" in service.line("acme-jira was refused")
        assert turns(hourly)["apollo"].hinted is None
        service.stop()
        rest = list(service.err.queue)
    assert not any("was refused" in one for one in rest)
    assert not any(SECRET in one for one in rest)


def test_a_new_secret_counts_without_a_restart(hourly):
    body, secret = b'{"webhookEvent": "jira:issue_updated"}', "another-secret-of-the-site"
    with serving(hourly) as service:
        address = first_cycles(hourly, service)
        (hourly.stage.secrets / "STAGEWARD_WEBHOOK_SECRET_ACME_JIRA").write_text(f"{SECRET}\n{secret}\n")
        service.process.send_signal(signal.SIGHUP)

        def status():
            return requests.post(
                f"{address}/hooks/acme-jira", data=body, headers=jira_headers(body, secret), timeout=20
            ).status_code

        until(lambda: status() == 204)
