"""With STARTTLS the login and the mail go encrypted, to a server whose certificate is trusted, or not at all."""

import shutil
import socket
import ssl
import subprocess

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from connectors.smtp import Smtp
from sync.ports import NotAuthorised, Unreachable

MESSAGE = b"Subject: Milestone\r\n\r\nReached.\r\n"
SENDER, ANA = "delivery@acme.example", "ana@client.example"
LOGIN = LoginPassword(b"bot", b"hunter-2-secret")


class Keeper:
    def __init__(self):
        self.kept = []

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        self.kept.append((session.ssl is not None, session.authenticated, envelope.content))
        return "250 kept"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for this machine that nobody trusts but who is told to."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("a certificate is needed: apt-get install openssl")
    folder = tmp_path_factory.mktemp("certificate")
    cert, key = folder / "cert.pem", folder / "key.pem"
    about = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, *about]
    subprocess.run(made, check=True, capture_output=True)
    return cert, key


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        return chosen.getsockname()[1]


@pytest.fixture
def server(certificate):
    """A mail server that takes mail only after STARTTLS and a login."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    controller = Controller(
        Keeper(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=lambda _server, _session, _envelope, _how, login: AuthResult(
            success=login == LOGIN, handled=False
        ),
    )
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def smtp(server):
    """Open a way to the server."""

    def make(password="hunter-2-secret"):
        return Smtp("127.0.0.1", server.port, starttls=True, user="bot", password=password, wait=lambda _seconds: None)

    return make


def test_mail_goes_encrypted_and_with_a_login(server, smtp, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert smtp().send(MESSAGE, SENDER, [ANA]) == {}
    assert server.handler.kept == [(True, True, MESSAGE)]


def test_an_encrypted_connection_serves_all_messages_too(server, smtp, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with smtp() as opened:
        opened.send(MESSAGE, SENDER, [ANA])
        assert opened.is_at_hand()
        opened.send(MESSAGE, SENDER, [ANA])
    assert server.handler.kept == [(True, True, MESSAGE)] * 2


def test_a_wrong_password_sends_nothing(server, smtp, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with pytest.raises(NotAuthorised):
        smtp("another").send(MESSAGE, SENDER, [ANA])
    assert server.handler.kept == []


def test_a_certificate_nobody_trusts_gets_neither_login_nor_mail(server, smtp):
    with pytest.raises(Unreachable, match="certificate"):
        smtp().send(MESSAGE, SENDER, [ANA])
    assert server.handler.kept == []
