"""The command `health`: it asks the service that runs, and its exit code is the answer."""

import json
import socket
from threading import Thread

import pytest

from sync.service.listening import serving_ops
from tests.cli.typed import run_stageward

FILE = """
version: 1
{service}
sources:
  - {{name: acme-jira, kind: jira, url: "https://acme.example", user: bot@acme.example}}
engagements:
  - {{name: apollo, source: acme-jira, scope: {{project: APO}}, packs: [small]}}
"""


PACK = """
pack: small
stages: [{stage: Work}]
rules: []
"""


def lay_out(folder, service):
    """Write the smallest configuration that is one."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "small.yaml").write_text(PACK)
    (folder / "stageward.yaml").write_text(FILE.format(service=service))


@pytest.fixture
def health(tmp_path):
    def health(service, *words):
        file = tmp_path / "stageward.yaml"
        lay_out(tmp_path, service)
        return run_stageward("health", "--config", str(file), *words)

    return health


@pytest.fixture
def listen(service):
    here = ("127.0.0.1", 0)
    with serving_ops(here, service.pulse, service.store, service.metrics.registry, service.logger) as address:
        yield f"service: {{listen: {address.removeprefix('http://')}}}"


def test_a_service_that_is_well_ends_with_0(health, listen):
    ran = health(listen)
    assert (ran.code, json.loads(ran.out)["status"], ran.err) == (0, "ok", "")


def test_one_whose_loop_hangs_ends_with_1_and_says_why(health, listen, service):
    service.time.passes(minutes=1)
    ran = health(listen)
    assert ran.code == 1
    assert "has not moved for 60 seconds" in json.loads(ran.out)["status"]


def test_it_can_ask_for_readiness(health, listen, tmp_path):
    assert health(listen, "--ready").code == 0
    (tmp_path / "stageward.db").write_bytes(b"this is no database, though it is long enough to be read as one" * 9)
    assert health(listen, "--ready").code == 1


def test_quiet_tells_nothing_but_the_code(health, listen):
    ran = health(listen, "--quiet")
    assert (ran.code, ran.out) == (0, "")


def test_one_that_does_not_run_is_told(health):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    ran = health(f"service: {{listen: {port}}}")
    assert ran.code == 1
    assert f"Nothing answers at 127.0.0.1:{port}" in ran.err
    assert "Is the service running?" in ran.err


def test_something_else_that_listens_there_is_no_service(health):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.listen()

        def answer():
            connection, _ = other.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"what?\r\n\r\n")

        thread = Thread(target=answer)
        thread.start()
        ran = health(f"service: {{listen: {other.getsockname()[1]}}}")
        thread.join()
    assert ran.code == 1
    assert "Nothing answers at" in ran.err


def test_without_an_address_the_next_step_is_told(health):
    ran = health("")
    assert ran.code == 2
    assert "service: {listen: 127.0.0.1:9465}" in ran.err


def test_a_service_that_listens_everywhere_is_asked_here(health, service):
    everywhere = ("0.0.0.0", 0)
    with serving_ops(everywhere, service.pulse, service.store, service.metrics.registry, service.logger) as address:
        ran = health(f"service: {{listen: {address.removeprefix('http://')}}}")
    assert ran.code == 0
