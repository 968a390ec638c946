"""Deliveries, weeks and surveys reach a client in their language, each once, over a real mail server."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlite_utils import Database

from sync.engagement import MailMode, SurveyTerms, Weekly
from tests.sync.desks import VISIBLE_NAME
from tests.sync.informed import inform, is_quiet, send_at_once, stories, text_of

TRACKERS = ("jira", "clickup")
FRIDAY = date(2026, 3, 13)
LANGUAGES = {
    "en": {
        "delivery": ("Login screens", "Delivered", "What was delivered"),
        "weekly": ("Progress this week", "Login screens", "In Progress"),
        "survey": ("how satisfied", "Login screens"),
        "again": ("how satisfied",),
    },
    "de": {
        "delivery": ("Login screens", "Geliefert"),
        "weekly": ("Fortschritt in dieser Woche", "Login screens"),
        "survey": ("zufrieden", "Login screens"),
        "again": ("zufrieden",),
    },
}


@pytest.fixture(params=LANGUAGES)
def words(request):
    return request.param, LANGUAGES[request.param]


@pytest.fixture
def begun(house, desk, words):
    """After the first cycle, with one piece at work; mails go at once."""
    inform(house, desk, language=words[0], survey=SurveyTerms(6, "https://forms.example/1"))
    send_at_once(house)
    ticket = desk.create(status="review", **{VISIBLE_NAME: "Login screens"})
    house.sync()
    return ticket


def one_mail(house, kind, words):
    """The only mail there is, of this kind and in these words."""
    house.sync()
    (mail,) = house.mails
    assert stories(house) == [(kind, "sent")]
    said = text_of(mail)
    missing = [one for one in words if one.casefold() not in said.casefold()]
    assert missing == []
    assert is_quiet(house)
    return mail


def test_a_delivery_is_confirmed(house, desk, begun, words):
    desk.move(begun, "delivered")
    mail = one_mail(house, "delivery", words[1]["delivery"])
    assert mail.recipients == (desk.client,)


def test_a_delivery_goes_to_those_who_receive_milestones_where_nobody_receives_deliveries(house, desk, begun, words):
    contacts = tuple(replace(one, receives=("milestones",)) for one in house.engagements[0].client.contacts)
    house.set(client=replace(house.engagements[0].client, contacts=contacts))
    desk.move(begun, "delivered")
    one_mail(house, "delivery", words[1]["delivery"])


def test_the_week_is_told_at_its_hour(house, desk, begun, words):
    house.set(weekly=Weekly(4, time(15)))
    house.sync()
    assert house.mails == ()
    desk.move(begun, "in progress")
    house.clock.at = datetime.combine(FRIDAY, time(14, 50), house.engagements[0].client.zone)
    assert is_quiet(house)
    house.clock.pass_(minutes=15)
    one_mail(house, "weekly", words[1]["weekly"])
    house.clock.pass_(days=7)
    house.sync()
    assert stories(house) == [("weekly", "sent")] * 2


def test_a_client_is_asked_how_it_was_when_work_is_complete(house, desk, begun, words):
    desk.move(begun, "complete")
    mail = one_mail(house, "survey", words[1]["survey"])
    assert "https://forms.example/1" in text_of(mail)


def test_a_client_who_stays_is_asked_every_six_months(house, desk, begun, words):
    house.clock.at = house.clock.at.replace(month=house.clock.at.month + 6)
    house.set(notices={"delay": MailMode.OFF})
    one_mail(house, "survey", words[1]["again"])
    assert house.clock.at.date() > date(2026, 9, 8)


@pytest.mark.parametrize("kept", [{"notices": {"delivery": MailMode.OFF}}, {"receives": ()}], ids=["off", "nobody"])
def test_what_is_off_or_nobody_receives_is_not_told_later(house, desk, begun, kept):
    client = house.engagements[0].client
    nobody = replace(client, contacts=tuple(replace(one, receives=()) for one in client.contacts))
    house.set(notices=kept.get("notices", {}), client=nobody if "receives" in kept else client)
    desk.move(begun, "delivered")
    house.sync()
    house.set(notices={}, client=client)
    assert is_quiet(house)
    assert house.mails == ()


def test_the_first_look_at_a_kind_in_a_store_of_an_earlier_version_is_silent(house, desk, begun):
    desk.move(begun, "delivered")
    with Database(house.config.parent / "stageward.db").conn as db:
        db.execute("delete from reached where kind = 'delivery'")
    db.close()
    assert is_quiet(house)
    again = desk.create(status="delivered", **{VISIBLE_NAME: "Statements"})
    house.sync()
    (mail,) = house.mails
    assert "Statements" in text_of(mail)
    assert "Login screens" not in text_of(mail)
    assert again not in text_of(mail)
