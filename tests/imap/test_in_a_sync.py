"""A sync takes in what came back before it sends anything; a mailbox that cannot be read keeps nothing back."""

import pytest

from connectors.sandbox.stage import open_stage
from sync.mailing.return_path import ref_of
from sync.mailing.signing import SigningKey
from tests.cli.conftest import ROOT, Desk
from tests.imap.conftest import PASSWORD, USER
from tests.imap.letters import report

KEY = "a key of the installation"
KIM = "kim@apollo-bank.example"


@pytest.fixture
def desk(tmp_path, imap_port):
    """The demo's installation, with ways back that lead to the IMAP server."""
    with open_stage(tmp_path / "demo", ROOT / "config" / "rules") as stage:
        text = stage.config.read_text("utf-8")
        assert text.count("\nmail:\n") == 1
        imap = f"{{host: 127.0.0.1, port: {imap_port}, user: {USER}, security: none}}"
        ways = f"\nmail:\n  bounces: bounces@acme.example\n  imap: {imap}\n"
        stage.config.write_text(text.replace("\nmail:\n", ways), encoding="utf-8")
        (stage.secrets / "STAGEWARD_IMAP_PASSWORD").write_text(PASSWORD)
        (stage.secrets / "STAGEWARD_SECRET_KEY").write_text(KEY)
        yield Desk(stage)


def test_mail_that_came_back_is_told_and_stops_the_contact(desk, postman):
    desk("sync")
    desk.people_work()
    desk("sync")
    desk("mail", "release", "--contact", KIM)
    (mail,) = desk.sandbox.mailbox.messages
    assert ref_of(mail.sender, "bounces@acme.example", SigningKey(KEY))
    postman.deliver(report(mail.sender, KIM))
    ran = desk("sync")
    assert ran.code == 0
    assert f"Mail to {KIM} came back: 550 5.1.1 No such mailbox here. Nothing more is sent there." in ran.err
    assert postman.unread == 0
    assert desk("mail", "resume", KIM).code == 0


def test_a_mailbox_that_cannot_be_read_keeps_no_cycle_back(desk):
    (desk.stage.secrets / "STAGEWARD_IMAP_PASSWORD").write_text("another")
    ran = desk("sync")
    assert ran.code == 0
    assert "Undelivered mail could not be looked for" in ran.err
    assert "another" not in ran.err


@pytest.mark.parametrize("secret", ["STAGEWARD_IMAP_PASSWORD", "STAGEWARD_SECRET_KEY"])
def test_a_missing_secret_is_named(desk, secret):
    (desk.stage.secrets / secret).unlink()
    ran = desk("sync")
    assert ran.code == 2
    assert secret in ran.err
