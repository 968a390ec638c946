"""What people ask for on pages, and what the next cycle makes of it: real trackers of the sandbox, a real store."""

from dataclasses import replace

import pytest

from sync.engagement import MailMode
from sync.mailing.signing import SigningKey
from sync.mailing.unsubscribe import PATH, Unsubscription, token_of
from sync.pages.request import RELEASE_NOTICE, UNSUBSCRIBE, Wish
from sync.pages.requested import act_on_requests
from tests.board.conftest import PASSWORD
from tests.board.served import KEY
from tests.sync.trails import trail


@pytest.fixture
def held(house):
    """A house whose first mail waits for a person."""
    house.only(house.jira_desk)
    house.sync()
    desk = house.jira_desk
    desk.review(desk.create(status="complete", ticked=True, **{"Client name for it": "Login screens"}))
    house.sync()
    (entry,) = house.store.outbox()
    assert entry.state == "held"
    return house, entry.id


@pytest.fixture
def staff(held, visit, password_hash):
    """Somebody of the staff at the board of that house."""
    house, number = held
    someone = visit(house.installation.state_url, clock=house.clock, password_hash=password_hash)
    someone.sign_in(PASSWORD)
    return house, number, someone


def press(someone, number, deed):
    answer = someone.send(f"/outbox/{number}/{deed}", {"form_word": someone.form_word(f"/outbox/{number}")})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/outbox/{number}")


def state(house):
    (entry,) = house.store.outbox()
    return entry.state


def test_a_release_asked_for_on_the_board_goes_out_with_the_next_cycle(staff):
    house, number, someone = staff
    press(someone, number, "release")
    assert state(house) == "held", "the board itself does nothing"
    assert "Ana Lima asked to release it" in someone.page(f"/outbox/{number}")
    house.sync()
    assert state(house) == "sent"
    assert len(house.mails) == 1
    assert f"Notice {number} is ready: it goes with the next mail." in someone.page(f"/outbox/{number}")


def test_the_trail_tells_who_asked_and_who_released(staff):
    house, number, someone = staff
    press(someone, number, "release")
    house.sync()
    [asked] = trail(house, "request")
    assert (asked.who, asked.facts["asked"], asked.facts["subject"]) == ("Ana Lima", RELEASE_NOTICE, number)
    assert asked.facts["signed_in"] == "password"
    assert [row.who for row in trail(house, "mail") if row.facts.get("was") == "held"] == ["Ana Lima"]


def test_asking_twice_is_asking_once(staff):
    house, number, someone = staff
    form = {"form_word": someone.form_word(f"/outbox/{number}")}
    for _ in range(3):
        someone.send(f"/outbox/{number}/release", form)
    assert len(house.store.requests.waiting()) == 1
    house.sync()
    assert len(house.mails) == 1


def test_a_ready_notice_is_held_back(staff):
    house, number, someone = staff
    house.store.mail.release([number], house.clock.now())
    press(someone, number, "hold")
    act_on_requests(house.world)
    assert state(house) == "held"
    assert house.store.requests.waiting() == ()


def test_what_cannot_be_done_any_more_is_told(staff):
    house, number, someone = staff
    press(someone, number, "release")
    house.store.keep_outbox_state(number, "withdrawn", house.clock.now())
    house.sync()
    assert "Not done: notice" in someone.page(f"/outbox/{number}")
    assert not house.mails


def test_a_kind_that_is_acted_upon_elsewhere_stays(house):
    house.store.requests.ask(Wish("something new", "apollo", "x", "Ana"), house.clock.now())
    act_on_requests(house.world)
    assert [one.wish.kind for one in house.store.requests.waiting()] == ["something new"]


def test_a_dry_run_does_nothing_of_it(staff):
    house, number, someone = staff
    press(someone, number, "release")
    house.plan()
    assert state(house) == "held"
    assert len(house.store.requests.waiting()) == 1


def test_only_what_a_notice_allows_is_offered_and_nothing_else_is_taken(staff):
    _, number, someone = staff
    page = someone.page(f"/outbox/{number}")
    assert f"/outbox/{number}/release" in page
    assert f"/outbox/{number}/hold" not in page
    form = {"form_word": someone.form_word("/")}
    assert someone.send(f"/outbox/{number}/delete", form).status_code == 404
    assert someone.send("/outbox/nothing/release", form).status_code == 404


WISH = Unsubscription("kim@apollo-bank.example", "apollo", "milestones")


@pytest.fixture
def client(held, visit):
    """A contact who has the link of a mail, without any account."""
    house, _ = held
    house.mail = replace(house.mail, team={"project-manager": "ana@acme.example"}, mode=MailMode.SEND)
    return house, visit(house.installation.state_url, clock=house.clock)


def link(key=KEY):
    return PATH + token_of(WISH, key)


def test_opening_the_link_changes_nothing_and_shows_a_button(client):
    house, someone = client
    page = someone.page(link())
    assert "kim@apollo-bank.example would get no more milestones mail" in page
    assert "<button>" in page
    assert house.store.requests.waiting() == ()


def test_the_button_of_the_page_or_of_a_mail_program_stops_that_kind_and_the_project_manager_is_told(client):
    house, someone = client
    answer = someone.send(link(), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "gets no more milestones mail" in answer.text
    house.sync()
    assert WISH.address in house.store.mail.unwanted("apollo", "milestones")
    assert [one.to for one in house.store.outbox() if one.kind == "bounce"] == [("ana@acme.example",)]
    [done] = trail(house, "request")
    assert (done.who, done.facts["asked"]) == (WISH.address, UNSUBSCRIBE)


def test_pressing_it_again_is_well_and_tells_nobody_twice(client):
    house, someone = client
    for _ in range(2):
        assert someone.send(link()).status_code == 200
        house.sync()
    assert [one.kind for one in house.store.outbox()].count("bounce") == 1


def test_it_needs_no_signing_in(client, visit, password_hash):
    house, _ = client
    someone = visit(house.installation.state_url, password_hash=password_hash)
    assert someone.get(link()).status_code == 200


@pytest.mark.parametrize(
    "token",
    [
        "forged",
        token_of(WISH, SigningKey("the-key-of-somebody-else")),
        token_of(WISH, KEY)[:-20],
        token_of(WISH, KEY) + "0",
        "." + token_of(WISH, KEY),
        "x" * 3000,
        "%00",
        "\u2603",
    ],
)
def test_a_forged_or_worn_link_gets_the_same_plain_page_as_none(client, token):
    house, someone = client
    plain = someone.get(f"{PATH}nothing")
    for answer in (someone.get(PATH + token), someone.send(PATH + token)):
        assert (answer.status_code, answer.text) == (404, plain.text)
    assert house.store.requests.waiting() == ()
