"""Connections that cannot be made, or break: each is told for what it is, and nothing is done twice."""

import shutil
import socket
import ssl
import subprocess
from contextlib import suppress
from threading import Thread

import pytest

from connectors.http import TrackerSession
from sync.ports import Cause, OutcomeUnknown, Unreachable
from sync.render.errors import sentence


@pytest.fixture
def ask(session):
    """Ask for an address; return the error that comes."""

    def asked(url, method="GET"):
        with pytest.raises(Unreachable) as raised:
            session.ask(method, url, what="the account")
        return raised.value

    return asked


@pytest.fixture
def free_port():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


@pytest.fixture
def unnamed(monkeypatch):
    """A machine that knows no names."""

    def unknown(*_address, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A key with a certificate nobody has signed."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    wanted = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=acme.example", "-keyout", file, "-out", file]
    subprocess.run([openssl, "req", "-x509", *wanted], check=True, capture_output=True)
    return file


@pytest.fixture
def encrypted(certificate):
    """The address of a server with that certificate; it takes one connection after the other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take():
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with suppress(OSError), connection, context.wrap_socket(connection, server_side=True) as wrapped:
                        wrapped.recv(1)

        thread = Thread(target=take)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/rest/myself"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


class TestNoConnection:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_nobody_listens(self, ask, free_port, method, pauses):
        error = ask(f"http://127.0.0.1:{free_port}/", method)
        assert error.cause is Cause.REFUSED
        assert len(pauses) == 4
        assert sentence(error) == (
            "acme-jira cannot be reached: nothing listens at its address. Check the url and its port, and whether the "
            "service runs. Nothing was lost; the next cycle tries again."
        )

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_the_name_is_not_known(self, ask, unnamed, method):
        error = ask("http://acme.example/rest/myself", method)
        assert error.cause is Cause.NO_NAME
        assert "the name in its address is not known" in sentence(error)
        assert "DNS" in sentence(error)

    def test_the_certificate_is_not_trusted_and_trying_again_would_not_help(self, ask, encrypted, pauses):
        error = ask(encrypted)
        assert (error.cause, pauses) == (Cause.UNTRUSTED, [])
        assert "its certificate is not trusted (self-signed certificate)" in sentence(error)
        assert "REQUESTS_CA_BUNDLE" in sentence(error)

    def test_the_other_side_does_not_speak_tls(self, ask, script, pauses):
        error = ask(script.url.replace("http://", "https://"))
        assert (error.cause, pauses) == (Cause.NO_TLS, [])
        assert "https" in sentence(error)

    def test_the_proxy_is_not_there(self, ask, free_port, monkeypatch):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port}")
        monkeypatch.setenv("no_proxy", "")
        error = ask("http://acme.example/rest/myself", "POST")
        assert error.cause is Cause.PROXY
        assert "HTTPS_PROXY" in sentence(error)

    @pytest.mark.parametrize("url", ["jira.example/rest", "http://[::1/rest", "http:///rest", "http://.example/"])
    def test_the_address_is_none(self, ask, url, pauses):
        error = ask(url)
        assert (error.cause, pauses) == (Cause.BAD_ADDRESS, [])

    def test_every_cause_has_its_next_step(self):
        told = {sentence(Unreachable("acme-jira", cause.value, cause=cause)) for cause in Cause}
        assert len(told) == len(Cause)
        assert all(len(said.split(". ")) == 3 for said in told)


class TestBrokenConnections:
    @pytest.fixture
    def post(self, session, script):
        return lambda: session.ask("POST", f"{script.url}/comment", what="comment", body={})

    def test_a_kept_connection_the_other_side_has_closed_is_not_used_again(self, post, script, reply, pauses):
        script.answers(reply(hang_up=True))
        for _ in range(3):
            assert post() == {}
            assert script.hung_up.wait(10)
            script.hung_up.clear()
        assert (len(script.asked), pauses) == (3, [])

    def test_an_answer_shorter_than_it_said_is_a_broken_connection(self, post, script, reply):
        script.answers(reply(body=b'{"id": 1}', length=400))
        with pytest.raises(OutcomeUnknown) as raised:
            post()
        assert raised.value.reason == "the connection broke"

    def test_what_comes_beyond_the_length_told_is_not_taken_for_the_next_answer(self, post, script, reply):
        script.answers(reply(body=b'{"id": 1}{"id": 2}', length=9), reply(body=b'{"id": 3}'))
        assert post() == {"id": 1}
        assert post() == {"id": 3}

    def test_json_cut_by_something_on_the_way_is_asked_for_once_more_where_that_does_no_harm(
        self, session, script, reply
    ):
        script.answers(reply(body=b'{"issues": [{"id'), reply(body=b'{"issues": []}'))
        assert session.ask("GET", script.url, what="x") == {"issues": []}

    def test_many_sessions_leave_nothing_open(self, script, reply):
        script.answers(reply())
        for _ in range(5):
            with TrackerSession("acme-jira") as session:
                session.ask("GET", script.url, what="x")
        assert len(script.connections) == 5
