"""What the file says of sending: hours, return paths, the board; each mistake is told where it stands (▲)."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from config.settings import MissingSecret, Settings, WeakSecret
from config.values import ImapConfig

START = """\
version: 1
sources: [{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}]
"""
ENGAGEMENT = "{name: apollo, source: acme-jira, scope: {project: APO}, packs: [delivery], client: {name: Apollo%s}}"
MAIL = "mail: {from: a@acme.example, smtp: {host: mail.acme.example}%s}\n"
KEY = "sixteen signs, or more of them"


def file(mail="", client="", more=""):
    return f"{START}{MAIL % mail}{more}engagements: [{ENGAGEMENT % client}]\n"


@pytest.fixture
def loaded(configured):
    return lambda text: configured({"stageward.yaml": text}).load()


def test_everything_of_the_file_that_sending_needs_is_in_its_policy(loaded):
    text = file(
        ", bounces: bounces@acme.example, imap: {host: mail.acme.example, user: bounces}",
        ', timezone: Europe/Berlin, holidays: [2026-12-25], mail: {days: [Monday, Friday], from: "08:00", until: "18:00"}',
        "board: {url: https://board.acme.example/}\nteam: {project-manager: pm@acme.example}\nlimits: {mails: 7}\n",
    )
    installation = loaded(text).installation
    mail, window = installation.mail, installation.mail.windows["apollo"]
    assert (mail.bounces, mail.board, mail.most) == ("bounces@acme.example", "https://board.acme.example", 7)
    assert mail.project_manager == "pm@acme.example"
    assert (window.zone, window.days, window.opens, window.closes) == (
        ZoneInfo("Europe/Berlin"),
        (0, 4),
        time(8),
        time(18),
    )
    assert window.holidays == {date(2026, 12, 25)}
    assert installation.imap == ImapConfig("mail.acme.example", 993, "bounces", "tls", "INBOX")


def test_without_a_word_mail_goes_in_working_hours(loaded):
    text = file(client=', work: {days: [Tuesday], hours: "10:00-12:00"}')
    window = loaded(text).installation.mail.windows["apollo"]
    assert (window.days, window.opens, window.closes) == ((1,), time(10), time(12))


BOUNCES = ", bounces: bounces@acme.example, imap: {host: h, user: u, "
MISTAKES = {
    "a mailbox without an address": (
        file(", ▲imap: {host: h, user: u}"),
        '"bounces" is missing: the address undelivered mail comes back to, such as bounces@acme.example',
    ),
    "an address with a mark": (
        file(", bounces: ▲b+x@acme.example"),
        '"bounces" has no + before the @; the bot puts its own mark there',
    ),
    "a password in the clear": (
        file(f"{BOUNCES}▲security: none}}"),
        '"security: none" is for this machine only: the password would go readably over the network',
    ),
    "hours without an end": (
        file(client=', mail: {▲from: "08:00"}'),
        '"until" is missing: hours have a beginning and an end',
    ),
    "hours that end before they begin": (
        file(client=', mail: {from: "18:00", ▲until: "08:00"}'),
        '"until" is not after "from"',
    ),
    "no day": (file(client=", mail: {days: ▲[]}"), '"days" is empty'),
    "a time that is none": (
        file(client=', mail: {from: ▲early, until: "18:00"}'),
        '"from" needs a time of day such as "15:00", not "early"',
    ),
    "a board without an address": (
        file(more="board: ▲{}\n"),
        '"listen" is missing: where the board listens, such as 127.0.0.1:8080',
    ),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_at_its_place(text, message, loaded, places):
    found = loaded(text)
    assert [((one.line, one.column), one.message) for one in found.mistakes] == [(places(text)[0], message)]


@pytest.fixture
def signed(loaded):
    return loaded(file(", bounces: bounces@acme.example")).installation.mail


def test_signed_mail_needs_a_key_that_cannot_be_guessed(signed, monkeypatch):
    monkeypatch.delenv("STAGEWARD_SECRET_KEY", raising=False)
    with pytest.raises(MissingSecret, match="STAGEWARD_SECRET_KEY"):
        Settings().signing(signed)
    monkeypatch.setenv("STAGEWARD_SECRET_KEY", "short")
    with pytest.raises(WeakSecret, match="16 signs"):
        Settings().signing(signed)
    monkeypatch.setenv("STAGEWARD_SECRET_KEY", KEY)
    with_key = Settings().signing(signed)
    assert with_key.key.secret == KEY
    assert KEY not in repr(with_key)


def test_mail_that_is_not_signed_needs_none(loaded, monkeypatch):
    monkeypatch.delenv("STAGEWARD_SECRET_KEY", raising=False)
    installation = loaded(file()).installation
    assert Settings().signing(installation.mail) == installation.mail
    assert not any(one.is_needed for one in Settings().secrets_for(installation, ()))


def needed_by(installation):
    return {one.variable for one in Settings().secrets_for(installation, ()) if one.is_needed}


def test_a_doctor_hears_what_undelivered_mail_needs(loaded):
    text = file(f"{BOUNCES}}}")
    assert needed_by(loaded(text).installation) == {"STAGEWARD_IMAP_PASSWORD", "STAGEWARD_SECRET_KEY"}
