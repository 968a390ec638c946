"""A message is handed over once, and what became of it is told precisely."""

import smtplib
import socket
from time import sleep

import pytest

from connectors.smtp import Smtp
from sync.ports import NotAuthorised, OutcomeUnknown, Refused, Unreachable

MESSAGE = b"From: delivery@acme.example\r\nSubject: Milestone\r\n\r\nReached.\r\n.A line with a point.\r\n"
SENDER = "delivery@acme.example"
ANA, BO = "ana@client.example", "bo@client.example"
PASSWORD = "hunter-2-secret"


@pytest.fixture
def open_smtp():
    """Make mail servers that do not really wait between attempts; `open_smtp.waits` tells how long they would."""

    def make(port, **options):
        return Smtp("127.0.0.1", port, wait=make.waits.append, **options)

    make.waits = []
    return make


def count(server, verb):
    return sum(line.upper().startswith(verb) for line in server.heard)


def test_a_message_arrives_as_it_is(mailbox, open_smtp):
    assert open_smtp(mailbox.port).send(MESSAGE, SENDER, [ANA, BO]) == {}
    (received,) = mailbox.messages
    assert (received.sender, received.recipients, received.data) == (SENDER, (ANA, BO), MESSAGE)


def test_bare_line_ends_become_those_of_mail(mailbox, open_smtp):
    open_smtp(mailbox.port).send(MESSAGE.replace(b"\r\n", b"\n"), SENDER, [ANA])
    assert mailbox.messages[0].data == MESSAGE


def test_one_connection_serves_all_messages_of_a_with_block(scripted, open_smtp):
    server = scripted()
    with open_smtp(server.port) as smtp:
        smtp.send(MESSAGE, SENDER, [ANA])
        smtp.send(MESSAGE, SENDER, [BO])
    assert (count(server, "EHLO"), count(server, "DATA"), count(server, "QUIT")) == (1, 2, 1)


def test_without_a_with_block_each_message_has_its_own_connection(scripted, open_smtp):
    server = scripted()
    smtp = open_smtp(server.port)
    smtp.send(MESSAGE, SENDER, [ANA])
    smtp.send(MESSAGE, SENDER, [BO])
    assert (count(server, "EHLO"), count(server, "QUIT")) == (2, 2)


def test_a_connection_that_died_between_messages_is_replaced(scripted, open_smtp):
    server = scripted(AFTER=["", "stays"])
    with open_smtp(server.port) as smtp:
        smtp.send(MESSAGE, SENDER, [ANA])
        while smtp.is_at_hand():  # until the server's goodbye is here
            sleep(0.001)
        assert smtp.send(MESSAGE, SENDER, [BO]) == {}
        assert smtp.is_at_hand()
    assert (count(server, "EHLO"), count(server, "DATA")) == (2, 2)
    assert not smtp.is_at_hand()


def test_a_server_that_is_there_is_asked_nothing_between_messages(scripted, open_smtp):
    server = scripted()
    with open_smtp(server.port) as smtp:
        for _ in range(2):
            smtp.check()
            smtp.send(MESSAGE, SENDER, [ANA])
    assert [line.split()[0] for line in server.heard] == ["ehlo", *["mail", "rcpt", "data"] * 2, "quit"]


@pytest.mark.parametrize("text", [b"", b".", b"..\r\n.\r\n.", b"a\n.b\r.\r\n\r\n", b"a\r\n\n\n", b"no end"])
def test_lines_that_begin_with_a_dot_arrive_as_they_are(mailbox, open_smtp, text):
    """As `smtplib` itself does it."""
    mine, theirs = open_smtp(mailbox.port), smtplib.SMTP("127.0.0.1", mailbox.port)
    mine.send(MESSAGE + text, SENDER, [ANA])
    with theirs:
        theirs.sendmail(SENDER, [ANA], (MESSAGE + text).decode())  # which it gives the line ends of mail
    first, second = mailbox.messages
    assert first.data == second.data


def test_a_refused_recipient_is_told_and_the_others_get_the_message(mailbox, open_smtp):
    mailbox.refuse(ANA, "550 5.1.1 Nobody of that name")
    assert open_smtp(mailbox.port).send(MESSAGE, SENDER, [ANA, BO]) == {ANA: "550 5.1.1 Nobody of that name"}
    assert mailbox.messages[0].recipients == (BO,)


def test_all_recipients_may_be_refused(mailbox, open_smtp):
    mailbox.refuse(ANA)
    mailbox.refuse(BO)
    assert open_smtp(mailbox.port).send(MESSAGE, SENDER, [ANA, BO]).keys() == {ANA, BO}
    assert not mailbox.messages


def test_a_recipient_who_is_put_off_is_told_apart_from_one_who_is_refused(mailbox, open_smtp):
    mailbox.refuse(ANA, "450 4.2.0 Greylisted")
    mailbox.refuse(BO, "550 5.1.1 Nobody")
    refused = open_smtp(mailbox.port).send(MESSAGE, SENDER, [ANA, BO])
    assert refused == {ANA: "450 4.2.0 Greylisted", BO: "550 5.1.1 Nobody"}
    assert not mailbox.messages


def test_a_message_put_off_after_data_is_put_off_for_everybody(mailbox, open_smtp):
    mailbox.fail_once("451 4.3.0 Later")
    assert open_smtp(mailbox.port).send(MESSAGE, SENDER, [ANA]) == {ANA: "451 4.3.0 Later"}
    assert not mailbox.messages


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "MESSAGE"])
def test_a_server_that_closes_down_has_said_nothing_of_the_recipient(scripted, open_smtp, verb):
    server = scripted(**{verb: ["421 4.3.2 Going down"]})
    with pytest.raises(Unreachable, match="421"):
        open_smtp(server.port).send(MESSAGE, SENDER, [ANA])


def test_a_message_refused_for_its_content_is_refused_for_everybody(mailbox, open_smtp):
    mailbox.fail_once("554 5.7.1 Looks like spam")
    refused = open_smtp(mailbox.port).send(MESSAGE, SENDER, [ANA, BO])
    assert refused == {ANA: "554 5.7.1 Looks like spam", BO: "554 5.7.1 Looks like spam"}


def test_a_lost_confirmation_leaves_the_outcome_unknown(mailbox, open_smtp):
    mailbox.drop_after_data = True
    with pytest.raises(OutcomeUnknown):
        open_smtp(mailbox.port).send(MESSAGE, SENDER, [ANA])
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_message_handed_nothing_over(scripted, open_smtp, verb):
    server = scripted(**{verb: [""]})
    with pytest.raises(Unreachable):
        open_smtp(server.port).send(MESSAGE, SENDER, [ANA])


def test_a_connection_that_breaks_in_the_middle_of_the_message_handed_nothing_over(scripted, open_smtp):
    server = scripted(MESSAGE=["midway"])
    with pytest.raises(Unreachable):
        open_smtp(server.port).send(MESSAGE + b"A long line.\r\n" * 1_000_000, SENDER, [ANA])


def test_a_server_too_slow_to_confirm_leaves_the_outcome_unknown(open_smtp, scripted):
    server = scripted(MESSAGE=["250 kept"], pause=1.0)
    with pytest.raises(OutcomeUnknown):
        open_smtp(server.port, timeout=0.2).send(MESSAGE, SENDER, [ANA])


def test_a_break_is_not_blamed_on_the_message_before(scripted, open_smtp):
    server = scripted(MAIL=["250 fine", ""])
    with open_smtp(server.port) as smtp:
        smtp.send(MESSAGE, SENDER, [ANA])
        with pytest.raises(Unreachable):
            smtp.send(MESSAGE, SENDER, [BO])


def test_after_a_failure_the_next_message_starts_anew(scripted, open_smtp):
    server = scripted(MESSAGE=["", "250 kept"])
    with open_smtp(server.port) as smtp:
        with pytest.raises(OutcomeUnknown):
            smtp.send(MESSAGE, SENDER, [ANA])
        assert smtp.send(MESSAGE, SENDER, [BO]) == {}


def test_connecting_is_tried_three_times_with_growing_pauses(scripted, open_smtp):
    server = scripted(GREETING=["421 too busy", "421 too busy", "220 mail.example"])
    assert open_smtp(server.port).send(MESSAGE, SENDER, [ANA]) == {}
    assert open_smtp.waits == sorted(open_smtp.waits)
    assert len(open_smtp.waits) == 2


def test_a_server_that_stays_away_is_unreachable(open_smtp):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable) as caught:
        open_smtp(port).send(MESSAGE, SENDER, [ANA])
    assert caught.value.service == "mail server 127.0.0.1"
    assert len(open_smtp.waits) == 2


def test_a_server_that_stays_silent_is_given_up(open_smtp):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable, match="in time"):
        open_smtp(silent.getsockname()[1], timeout=0.05).send(MESSAGE, SENDER, [ANA])


def test_a_sender_the_server_does_not_take_is_refused(scripted, open_smtp):
    server = scripted(MAIL=["553 5.7.1 Not your address"])
    with pytest.raises(Refused) as caught:
        open_smtp(server.port).send(MESSAGE, SENDER, [ANA])
    assert (caught.value.status, caught.value.answer) == (553, "553 5.7.1 Not your address")


def test_a_server_that_wants_a_login_says_so(scripted, open_smtp):
    server = scripted(MAIL=["530 5.7.0 Log in first"])
    with pytest.raises(NotAuthorised, match="530"):
        open_smtp(server.port).send(MESSAGE, SENDER, [ANA])


def test_a_login_comes_before_the_message(scripted, open_smtp):
    server = scripted()
    open_smtp(server.port, user="bot", password=PASSWORD).send(MESSAGE, SENDER, [ANA])
    verbs = [line.split()[0].upper() for line in server.heard]
    assert verbs.index("AUTH") < verbs.index("MAIL")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"AUTH": [f"535 5.7.8 Not {PASSWORD}"]}, NotAuthorised),
        ({"AUTH": [f"454 4.7.0 Not now, {PASSWORD}"]}, Unreachable),
        ({"AUTH": [""]}, Unreachable),
        ({"EHLO": ["250 mail.example"]}, NotAuthorised),
    ],
)
def test_a_failed_login_tells_no_secret(scripted, open_smtp, answers, error):
    server = scripted(**answers)
    with pytest.raises(error) as caught:
        open_smtp(server.port, user="bot", password=PASSWORD).send(MESSAGE, SENDER, [ANA])
    assert PASSWORD not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_a_password_that_cannot_be_sent_is_not_shown(scripted, open_smtp):
    with pytest.raises(NotAuthorised) as caught:
        open_smtp(scripted().port, user="bot", password="schlüssel").send(MESSAGE, SENDER, [ANA])
    assert "schl" not in repr(caught.value)


def test_starttls_is_never_left_out_silently(scripted, open_smtp):
    server = scripted()
    with pytest.raises(Refused):
        open_smtp(server.port, starttls=True).send(MESSAGE, SENDER, [ANA])
    assert count(server, "MAIL") == 0


def test_addresses_beyond_ascii_are_sent_where_the_server_takes_them(mailbox, scripted, open_smtp):
    assert open_smtp(mailbox.port).send(MESSAGE, SENDER, ["zoë@client.example"]) == {}
    with pytest.raises(Refused):
        open_smtp(scripted().port).send(MESSAGE, SENDER, ["zoë@client.example"])


def test_check_logs_in_and_sends_nothing(scripted, open_smtp):
    server = scripted()
    open_smtp(server.port, user="bot", password=PASSWORD).check()
    assert count(server, "AUTH") == 1
    assert count(server, "MAIL") == 0
