"""What the sender puts around a letter: threads, a person to answer to, a link to stop it, a signed way back."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from sync.mailing.post import Draft, entry_for
from sync.mailing.return_path import ref_of
from sync.mailing.signing import SigningKey
from sync.mailing.unsubscribe import Unsubscription, wish_of
from sync.render.page import Rendered
from tests.post.rooms import ANA, APOLLO, BO, PM, notice

KEY = SigningKey("sixteen signs, or more of them")
BOARD = "https://board.acme.example/status"


@pytest.fixture
def queue(room):
    """Queue a worded letter as a cycle does; return its headers."""

    def make(key, kind="milestone", receives="milestones", engagement=APOLLO):
        draft = Draft(
            kind, receives, key * 24, Rendered("Apollo Bank: delivery status", "", "Reached.", "<p>Reached.</p>")
        )
        entry = entry_for(draft, engagement, room.mail, room.store, room.clock.now())
        room.put(entry)
        return message_from_bytes(entry.message, policy=policy.default)

    return make


def header(mail, name):
    return message_from_bytes(mail.data, policy=policy.default)[name]


def test_the_first_mail_begins_a_thread_and_the_later_ones_name_it_and_the_latest(queue):
    first, second, third = queue("a"), queue("b", "weekly"), queue("c", "delivery")
    assert (first["In-Reply-To"], first["References"]) == (None, None)
    assert (second["In-Reply-To"], second["References"]) == (first["Message-ID"], first["Message-ID"])
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert {one["Thread-Topic"] for one in (first, second, third)} == {first["Subject"]}


def test_delay_alerts_have_a_thread_of_their_own(queue):
    queue("a")
    alert = queue("b", "delay", "delays")
    assert alert["References"] is None
    assert queue("c", "delay", "delays")["References"] == alert["Message-ID"]


def test_each_engagement_has_threads_of_its_own(queue):
    queue("a")
    assert queue("b", engagement=replace(APOLLO, name="zeus"))["References"] is None


def test_a_thread_outlives_the_process(queue, room, tmp_path):
    first = queue("a")
    from state.open import open_store

    with open_store(f"sqlite:///{tmp_path / 'stageward.db'}") as again:
        assert again.mail.thread("apollo", "status").root == first["Message-ID"]


def test_answers_go_to_the_project_manager(queue, room):
    assert queue("a")["Reply-To"] == PM
    room.set(team={})
    assert queue("b")["Reply-To"] is None


def test_mail_says_that_a_program_wrote_it_and_asks_for_no_automatic_reply(queue):
    mail = queue("a")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_each_contact_has_a_link_of_its_own_that_stops_this_kind(queue, room):
    room.set(board=BOARD, key=KEY)
    queue("a")
    room.run()
    wishes = {}
    for mail in room.box.messages:
        assert header(mail, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
        link = header(mail, "List-Unsubscribe").strip("<>")
        assert link.startswith(f"{BOARD}/u/")
        wishes[mail.recipients[0]] = wish_of(link.rpartition("/")[2], KEY)
    assert wishes == {one: Unsubscription(one, "apollo", "milestones") for one in (ANA, BO)}


def test_without_a_board_the_very_bytes_of_the_outbox_go(queue, room):
    queue("a")
    room.run()
    (entry,) = room.store.outbox()
    assert {mail.data for mail in room.box.messages} == {entry.message}


def test_a_contact_who_unsubscribed_gets_no_more_of_this_kind_also_of_what_is_queued(queue, room):
    queue("a")
    room.store.mail.unsubscribe(Unsubscription(ANA.upper(), "apollo", "milestones"), room.clock.now())
    room.run()
    assert [mail.recipients for mail in room.box.messages] == [(BO,)]
    assert queue("b")["To"] == BO
    assert queue("c", "delay", "delays")["To"] == ANA


def test_each_delivery_has_a_signed_way_back(room):
    room.set(bounces="bounces@acme.example", key=KEY)
    room.put(notice(1, ANA, BO))
    room.run()
    for mail in room.box.messages:
        assert ref_of(mail.sender, "bounces@acme.example", KEY) == room.delivery(mail.recipients[0]).ref


def test_without_one_mail_comes_back_to_its_sender(room):
    room.put(notice(1))
    room.run()
    assert room.box.messages[0].sender == "delivery@acme.example"
