"""The address the service is asked at, over real HTTP."""

import socket
from contextlib import closing

import pytest
import requests

from sync.service.listening import PortTaken, serving_ops
from tests.watch.accounts import account_of
from tests.watch.conftest import FIVE_MINUTES

HERE = ("127.0.0.1", 0)


@pytest.fixture
def address(service):
    with serving_ops(HERE, service.pulse, service.store, service.metrics.registry, service.logger) as address:
        yield address


def asked(address, path, method="GET"):
    return requests.request(method, f"{address}{path}", timeout=20)


def test_it_tells_that_the_loop_moves(address, service):
    service.watch.beat()
    answer = asked(address, "/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_answers_in_full_while_the_loop_stands_still(address, service):
    service.time.passes(minutes=2)
    answer = asked(address, "/healthz")
    assert answer.status_code == 503
    assert answer.json()["silence_seconds"] == 120


def test_it_tells_which_engagement_is_late(address, service):
    service.watch.expects({"apollo": FIVE_MINUTES})
    assert asked(address, "/readyz").status_code == 200
    service.time.passes(minutes=16)
    answer = asked(address, "/readyz")
    assert answer.status_code == 503
    assert answer.json()["late"][0]["engagement"] == "apollo"


def test_it_tells_metrics_in_the_form_prometheus_reads(address, service):
    service.watch.ended("apollo", account_of(seen=3), 1.0)
    answer = asked(address, "/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert 'stageward_cycles_total{engagement="apollo",outcome="done"} 1.0' in answer.text


@pytest.mark.parametrize("path", ["/", "/healthz/x", "/../etc/passwd"])
def test_there_is_nothing_else_to_ask(address, path):
    assert asked(address, path).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_it_only_answers_questions(address, path):
    assert asked(address, path, "POST").status_code == 405


def test_a_question_for_the_head_alone_gets_no_body(address):
    answer = asked(address, "/healthz", "HEAD")
    assert (answer.status_code, answer.content) == (200, b"")


def test_somebody_who_says_nothing_keeps_nobody_else_waiting(address):
    host, _, port = address.removeprefix("http://").rpartition(":")
    with closing(socket.create_connection((host, int(port)))):
        assert asked(address, "/healthz").status_code == 200


def test_a_connection_that_breaks_is_told_only_to_those_who_look_closely(address, service, capfd):
    host, _, port = address.removeprefix("http://").rpartition(":")
    with closing(socket.create_connection((host, int(port)))) as one:
        one.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        one.recv(100)
    assert asked(address, "/healthz").status_code == 200
    assert capfd.readouterr().err == ""


def test_what_breaks_inside_is_a_line_without_secrets_and_an_answer(address, service, monkeypatch, capfd):
    def breaks():
        raise ValueError("s3cr3t-token")

    monkeypatch.setattr(service.pulse.clock, "now", breaks)
    service.watch._pulse.clock = service.pulse.clock
    assert asked(address, "/readyz").status_code == 500
    (line,) = service.events("ops_failed")
    assert line["path"] == "/readyz"
    assert "s3cr3t-token" not in service.stream.getvalue() + capfd.readouterr().err


def test_an_address_in_use_is_told_with_the_next_step(service):
    with socket.create_server(HERE) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(PortTaken, match=f"127.0.0.1:{port}.*set another service: listen"),
            serving_ops(("127.0.0.1", port), service.pulse, service.store, service.metrics.registry, service.logger),
        ):
            pass


def test_afterwards_nobody_answers(service):
    with serving_ops(HERE, service.pulse, service.store, service.metrics.registry, service.logger) as address:
        pass
    with pytest.raises(requests.ConnectionError):
        asked(address, "/healthz")


def test_the_other_kind_of_loopback_is_one_too(service):
    with serving_ops(("::1", 0), service.pulse, service.store, service.metrics.registry, service.logger) as address:
        assert address.startswith("http://[::1]:")
        assert asked(address, "/healthz").status_code == 200
