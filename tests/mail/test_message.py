"""The bytes handed to the mail server."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clients.letters import Envelope
from sync.render.letters import render
from sync.render.mail import message
from sync.render.page import Rendered
from sync.render.samples import SAMPLES

RENDERED = Rendered("Apollo Bank: delivery status", "News", "✓ On track\n", "<p>✓ On track</p>\n")
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Thread-Topic", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type", "Content-Language",
]  # fmt: skip


def read(sent: bytes) -> EmailMessage:
    return message_from_bytes(sent, policy=policy.default)


def body(mail: EmailMessage, kind: str) -> str:
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_headers_say_who_when_and_that_no_machine_should_answer(envelope):
    mail = read(message(RENDERED, envelope))

    assert mail.keys() == HEADERS
    assert mail["From"] == "Delivery <delivery@acme.example>"
    assert mail["To"] == "Ana Diaz <ana@client.example>, bo@client.example"
    assert mail["Subject"] == "Apollo Bank: delivery status"
    assert mail["Date"].datetime == datetime.fromtimestamp(envelope.sent_at, UTC)
    assert mail["Message-ID"] == "<summary-1@acme.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["Content-Language"] == "en"


def test_the_message_parses_back_to_the_same_text_and_html(envelope):
    for letter in SAMPLES.values():
        rendered = render(letter)

        mail = read(message(rendered, envelope))

        assert mail.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert body(mail, "plain") == rendered.text
        assert body(mail, "html").removesuffix("\n") == rendered.html.removesuffix("\n")


def test_equal_input_gives_equal_bytes(letter, envelope):
    assert message(render(letter), envelope) == message(render(letter), envelope)


def test_every_byte_is_ascii_and_every_line_short_enough_for_smtp(letter, envelope):
    sent = message(render(replace(letter, client="Größe " + "ü" * 3000)), envelope)

    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    assert sent.count(b"\n") == sent.count(b"\r\n")


def test_no_body_can_end_its_part_early(envelope):
    boundary = read(message(RENDERED, envelope)).get_boundary()
    hostile = replace(RENDERED, text=f"before\n--{boundary}--\nafter\n")

    assert body(read(message(hostile, envelope)), "plain") == hostile.text


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("bo@client.example", "", "bo@client.example"),
        ("<bo@client.example>", "", "bo@client.example"),
        ("Bo Li <bo@client.example>", "Bo Li", "bo@client.example"),
        ("Li, Bo <bo@client.example>", "Li, Bo", "bo@client.example"),
        ('"Li, Bo" <bo@client.example>', "Li, Bo", "bo@client.example"),
        ("Bärbel <Büro> Groß <bo@client.example>", "Bärbel <Büro> Groß", "bo@client.example"),
        ("Bo <bo@bücher.example>", "Bo", "bo@xn--bcher-kva.example"),
        ("Bo\r\nBcc: eve@evil.example\r\n <bo@client.example>", "Bo Bcc: eve@evil.example", "bo@client.example"),
    ],
)
def test_addresses_keep_their_names_and_nothing_else(envelope, written, name, address):
    mail = read(message(RENDERED, replace(envelope, sender=written, to=(written, "ana@client.example"))))

    assert mail.keys() == HEADERS
    assert [(found.display_name, found.addr_spec) for found in mail["From"].addresses] == [(name, address)]
    assert [(found.display_name, found.addr_spec) for found in mail["To"].addresses] == [
        (name, address),
        ("", "ana@client.example"),
    ]


@pytest.mark.parametrize(
    "written",
    ["", "nobody", "a@@b.example", "<a@b.example", "a@b.example>", "a@b.example, c@d.example", "jörg@b.example",
     "a@b.example\r\nBcc: eve@evil.example"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(envelope, written):
    with pytest.raises(ValueError, match="not an address"):
        message(RENDERED, replace(envelope, to=(written,)))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1@b.example",
        "<1>",
        "<1@b.example>\r\nBcc: eve@evil.example",
        "<=?utf-8?q?=0A?=@b.example>",
    ],
)
def test_what_is_no_message_id_is_refused(envelope, written):
    with pytest.raises(ValueError, match="not a Message-ID"):
        message(RENDERED, replace(envelope, message_id=written))


def test_a_message_id_of_a_foreign_domain_is_written_in_ascii(envelope):
    sent = message(RENDERED, replace(envelope, message_id="<1@bücher.example>"))

    assert read(sent)["Message-ID"] == "<1@xn--bcher-kva.example>"


def test_a_long_message_id_stays_in_one_piece(envelope):
    long_id = f"<{'0123456789abcdef' * 8}@acme.example>"

    assert f"Message-ID: {long_id}\r\n".encode() in message(RENDERED, replace(envelope, message_id=long_id))


@pytest.mark.parametrize("name", ["株式会社" * 8, "Ö" * 40, "Größte Übergabe, Büro für Änderungen und Prüfungen"])
def test_long_and_foreign_names_arrive_whole(envelope, name):
    mail = message_from_bytes(message(RENDERED, replace(envelope, sender=f"{name} <delivery@acme.example>")))

    # Python 3.11's newer reader puts a space between two encoded words of a name; the older one reads them rightly.
    assert str(make_header(decode_header(mail["From"]))) == f"{name} <delivery@acme.example>"


@pytest.mark.parametrize(
    "client",
    ["Österreichische Donau-Versicherungsgesellschaft " * 5 + "AG", "株式会社" * 40, "A" * 900],
    ids=["long", "japanese", "one long word"],
)
def test_long_and_foreign_subjects_arrive_whole(letter, envelope, client):
    rendered = render(replace(letter, client=client))

    assert read(message(rendered, envelope))["Subject"] == f"{client}: delivery status"


@pytest.mark.parametrize(
    "word",
    ["=?utf-8?q?=0D=0ABcc:_eve=40evil.example?=", "=?utf-8?b?CkJjYzogZXZlQGV2aWwuZXhhbXBsZQ==?=", "=?=?utf-8?q?=0A?="],
)
def test_an_encoded_line_break_stays_text(letter, envelope, word):
    hostile = replace(envelope, sender=f"{word} <delivery@acme.example>", to=(f"{word} <ana@client.example>",))

    sent = message(render(replace(letter, client=word)), hostile)

    assert read(sent).keys() == HEADERS
    assert read(sent)["Subject"] == f"{word.replace('=?', '= ?')}: delivery status"
    assert b"\nBcc" not in sent.split(b"\r\n\r\n")[0]
    with pytest.raises(ValueError, match="not an address"):
        message(RENDERED, replace(envelope, to=(f"{word}@client.example",)))


in_headers = st.text(max_size=120) | st.text('=?utf-8qb0DA:_"\\(), \n\rü<>@;', max_size=120)


@given(name=in_headers, subject=in_headers)
def test_no_name_and_no_subject_can_add_or_bend_a_header(name, subject):
    envelope = Envelope(f"{name} <delivery@acme.example>", ("ana@client.example",), "<1@acme.example>", 0.0)

    mail = read(message(replace(RENDERED, subject=subject), envelope))

    assert mail.keys() == HEADERS
    assert [found.addr_spec for found in mail["From"].addresses] == ["delivery@acme.example"]
    assert body(mail, "plain") == RENDERED.text
