"""What systemd is told, over a real socket of the kind it opens."""

import os
import socket
from contextlib import closing

import pytest

from sync.service.notify import Notifier, notifier_of
from tests.watch.accounts import account_of
from tests.watch.conftest import FIVE_MINUTES

HALF_A_MINUTE = 30_000_000  # microseconds


@pytest.fixture
def systemd(tmp_path):
    """The end of the socket systemd reads from."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        yield listener


def heard(listener):
    listener.setblocking(False)
    told = []
    while True:
        try:
            told.append(listener.recv(4096).decode())
        except BlockingIOError:
            return told


@pytest.fixture
def notifier(systemd):
    return notifier_of({"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": str(HALF_A_MINUTE)})


def test_without_a_socket_nothing_is_told():
    notifier = notifier_of({})
    assert notifier == Notifier(None, None)
    notifier.tell("READY=1")


def test_lines_go_in_one_message(notifier, systemd):
    notifier.tell("READY=1", "STATUS=x")
    assert systemd.recv(4096) == b"READY=1\nSTATUS=x"


def test_a_name_that_is_no_file_is_found_too(tmp_path):
    name = f"stageward-{os.getpid()}-{tmp_path.name}"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listener:
        listener.bind(f"\0{name}")
        notifier_of({"NOTIFY_SOCKET": f"@{name}"}).tell("READY=1")
        listener.settimeout(5)
        assert listener.recv(4096) == b"READY=1"


def test_the_watchdog_is_fed_twice_as_often_as_it_wants():
    assert notifier_of({"WATCHDOG_USEC": str(HALF_A_MINUTE)}).feed_every == 15


@pytest.mark.parametrize(
    "told",
    [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}],
)
def test_a_watchdog_that_waits_for_nobody_here_is_not_fed(told):
    assert notifier_of(told).feed_every is None


def test_the_service_is_ready_with_its_first_beat_and_feeds_the_watchdog_as_long_as_it_beats(service, systemd):
    for _ in range(61):
        service.watch.beat()
        service.time.passes(seconds=1)
    told = heard(systemd)
    assert told[0].splitlines()[0] == "READY=1"
    assert told[1:] == ["WATCHDOG=1"] * 4
    service.time.passes(minutes=5)  # the loop hangs
    assert heard(systemd) == []


def test_cycles_that_go_on_feed_nobody(service, systemd):
    service.watch.expects({"apollo": FIVE_MINUTES})
    service.watch.began("apollo", "r1")
    service.watch.ended("apollo", account_of(), 1.0)
    assert heard(systemd) == []


def test_a_reload_and_the_stop_are_told(service, systemd):
    service.watch.reloading()
    service.watch.reloaded("")
    service.watch.stopping()
    begun, done, stopping = heard(systemd)
    assert begun.startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert done.startswith("READY=1\n")
    assert stopping.startswith("STOPPING=1\n")


def test_a_reload_that_was_refused_shows_in_the_status(service, systemd):
    service.watch.reloaded("stageward.yaml:3:1: error: …")
    assert heard(systemd) == ["READY=1\nSTATUS=The configuration has mistakes; the one of before stays"]


def test_a_socket_that_is_gone_is_told_once_and_stops_nothing(service, systemd, tmp_path):
    (tmp_path / "notify").unlink()
    service.watch.beat()
    service.watch.reloading()
    service.watch.stopping()
    (line,) = service.events("systemd_not_told")
    assert line["level"] == "warning"
