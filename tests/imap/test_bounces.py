"""Mail that came back stops a contact nothing reaches; all other mail in the mailbox is left alone."""

import socket

import pytest

from connectors.imap import Imap
from sync.mailing.bounces import collect_bounces
from sync.mailing.return_path import return_path
from sync.mailing.signing import SigningKey
from sync.ports import NotAuthorised, Refused, Unreachable
from tests.imap.conftest import PASSWORD, USER
from tests.imap.letters import out_of_office, report
from tests.post.rooms import ANA, BO, PM, notice

KEY = SigningKey("a key of the installation")
BOUNCES = "bounces@acme.example"


@pytest.fixture
def sent(room):
    """Ana and Bo had a notice, each with a way back."""
    room.set(bounces=BOUNCES, key=KEY)
    room.put(notice(1, ANA, BO))
    room.run()
    return room


def way_back(room, address, number="1"):
    return return_path(BOUNCES, room.delivery(address, number).ref, KEY)


def take_in(room, postbox):
    return collect_bounces(room.store, postbox, room.mail, room.clock)


def test_a_contact_that_does_not_exist_gets_no_more(sent, postman, postbox):
    postman.deliver(report(way_back(sent, ANA), ANA))
    (bounce,) = take_in(sent, postbox)
    assert (bounce.address, bounce.is_hard, bounce.said) == (ANA, True, "550 5.1.1 No such mailbox here")
    sent.put(notice(2, ANA, BO))
    sent.run()
    assert [who for who, number in sent.got if number == "2"] == [BO]
    assert "came back: 550 5.1.1" in sent.delivery(ANA).answer


def test_the_project_manager_is_told_once(sent, postman, postbox):
    sent.put(notice(2, ANA))
    sent.run()
    postman.deliver(report(way_back(sent, ANA), ANA), report(way_back(sent, ANA, "2"), ANA))
    take_in(sent, postbox)
    sent.run()
    (told,) = [mail for mail in sent.box.messages if mail.recipients == (PM,)]
    assert b"mail does not reach ana@client.example" in told.data
    assert b"550 5.1.1 No such mailbox here" in told.data


def test_what_was_taken_in_is_read_and_not_taken_in_again(sent, postman, postbox):
    postman.deliver(report(way_back(sent, ANA), ANA))
    assert len(take_in(sent, postbox)) == 1
    assert postman.unread == 0
    assert take_in(sent, postbox) == ()


def test_a_run_that_ends_before_it_marks_a_mail_as_read_counts_it_once(sent, postman, postbox):
    postman.deliver(report(way_back(sent, ANA), ANA, "delayed", "4.2.2", "452 4.2.2 Mailbox full"))
    finish, postbox.finish = postbox.finish, lambda _returned: None
    take_in(sent, postbox)
    postbox.finish = finish
    assert take_in(sent, postbox) == ()
    assert len(sent.store.mail.bounces_of(ANA)) == 1
    assert postman.unread == 0


def test_a_mailbox_that_is_full_counts_and_mail_goes_on(sent, postman, postbox):
    postman.deliver(report(way_back(sent, ANA), ANA, "delayed", "4.2.2", "452 4.2.2 Mailbox full"))
    (bounce,) = take_in(sent, postbox)
    assert not bounce.is_hard
    assert sent.store.mail.stopped(ANA) is None
    assert "mail number 1 that did: 452 4.2.2 Mailbox full" in sent.of().error
    assert sent.of().state == "sent"


def test_a_member_of_a_list_who_is_gone_does_not_stop_the_list(sent, postman, postbox):
    postman.deliver(report(way_back(sent, ANA), "former@client.example"))
    (bounce,) = take_in(sent, postbox)
    assert not bounce.is_hard
    assert sent.store.mail.stopped(ANA) is None


def test_automatic_replies_and_other_peoples_mail_stay_unread(sent, postman, postbox):
    forged = f"bounces+{sent.delivery(BO).ref}.{'0' * 16}@acme.example"
    postman.deliver(out_of_office(way_back(sent, ANA)), report(forged, BO), report(BOUNCES, BO), b"no mail at all")
    assert take_in(sent, postbox) == ()
    assert postman.unread == 4
    assert sent.store.mail.stopped(BO) is None


def test_the_way_back_may_stand_in_another_header(sent, postman, postbox):
    mail = report("Somebody <postmaster@acme.example>", ANA)
    postman.deliver(b"Delivered-To: " + way_back(sent, ANA).upper().encode() + b"\r\n" + mail)
    assert [one.address for one in take_in(sent, postbox)] == [ANA]


def test_a_report_on_mail_nobody_remembers_is_read_and_changes_nothing(sent, postman, postbox):
    postman.deliver(report(return_path(BOUNCES, "f" * 16, KEY), ANA))
    assert take_in(sent, postbox) == ()
    assert postman.unread == 0


def test_many_mails_are_gone_through(sent, postman, postbox):
    postman.deliver(*(out_of_office(way_back(sent, BO)) for _ in range(60)), report(way_back(sent, ANA), ANA))
    assert [one.address for one in take_in(sent, postbox)] == [ANA]
    assert postman.unread == 60


def test_a_contact_that_works_again_may_have_mail_again(sent, postman, postbox):
    postman.deliver(report(way_back(sent, ANA), ANA))
    take_in(sent, postbox)
    assert sent.store.mail.resume(ANA)
    sent.put(notice(2, ANA))
    sent.run()
    assert (ANA, "2") in sent.got


def test_without_signed_ways_back_nothing_is_looked_at(sent, postman, postbox):
    postman.deliver(report(way_back(sent, ANA), ANA))
    sent.set(bounces=None)
    assert take_in(sent, postbox) == ()
    assert postman.unread == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"password": "another"}, NotAuthorised),
        ({"folder": 'No "such" folder'}, Refused),
        ({"security": "tls"}, Unreachable),
    ],
)
def test_a_mailbox_that_cannot_be_read_says_why_and_no_secret(sent, imap_port, changes, error):
    how = {"password": PASSWORD, "security": "none"} | changes
    with pytest.raises(error) as raised:
        take_in(sent, Imap("127.0.0.1", imap_port, USER, **how))
    assert how["password"] not in repr(raised.value)


def test_a_server_that_is_away_is_unreachable(sent):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable):
        take_in(sent, Imap("127.0.0.1", port, USER, PASSWORD, security="none"))


def test_a_server_that_stays_silent_is_given_up(sent):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable, match="in time"):
        take_in(sent, Imap("127.0.0.1", silent.getsockname()[1], USER, PASSWORD, security="none", timeout=0.1))
