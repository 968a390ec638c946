"""Labels: the bot's own follow the standing, everybody else's stay."""

import pytest

from connectors.sandbox.story import plant
from sync.engagement import Mode
from tests.sync.desks import EVERY, REVIEW_LIST

TRACKERS = EVERY


def test_the_label_says_that_a_ticket_is_blocked(house, desk):
    ticket = desk.create()
    house.sync()
    assert desk.labels(ticket) == ["gate:blocked"]


def test_labels_of_people_stay_in_their_order(house, desk):
    ticket = desk.create(labels=("web", "gatekeeper", "app"))
    house.sync()
    assert desk.labels(ticket) == ["web", "gatekeeper", "app", "gate:blocked"]
    desk.tick(ticket)
    house.sync()
    assert desk.labels(ticket) == ["web", "gatekeeper", "app"]


def test_another_standing_swaps_the_label(house, desk):
    ticket = desk.create(status="complete", ticked=True, review_list=True)
    house.sync()
    assert desk.labels(ticket) == ["gate:blocked"]
    desk.review(ticket)
    house.sync()
    assert desk.labels(ticket) == ["gate:attention"]
    desk.tick(ticket, checklist=REVIEW_LIST)
    house.sync()
    assert desk.labels(ticket) == []


def test_a_label_somebody_takes_away_comes_back(house, desk):
    ticket = desk.create()
    house.sync()
    desk.unlabel(ticket, "gate:blocked")
    house.sync()
    assert desk.labels(ticket) == ["gate:blocked"]


def test_a_label_somebody_sets_for_the_bot_is_taken_away_where_it_is_not_true(house, desk):
    ticket = desk.create(ticked=True, labels=("gate:blocked", "web"))
    house.sync()
    assert desk.labels(ticket) == ["web"]


def test_a_label_under_the_prefix_that_the_bot_does_not_know_stays(house, desk):
    ticket = desk.create(labels=("gate:keeper",))
    house.sync()
    assert desk.labels(ticket) == ["gate:keeper", "gate:blocked"]


def test_an_installation_may_choose_its_own_prefix(house, desk):
    house.set(label_prefix="dm-")
    ticket = desk.create(labels=("gate:blocked",))
    house.sync()
    assert desk.labels(ticket) == ["gate:blocked", "dm-blocked"]


def test_an_unknown_standing_leaves_the_label_as_it_is(house, desk):
    ticket = desk.create(status="delivered", labels=("web",))
    house.sync()
    assert desk.labels(ticket) == ["web", "gate:blocked"]
    desk.rename_field("Delivery notes", "Notes")
    house.reach(desk.source, desk.service.url, desk.service.token)  # fields are read once per run
    desk.say(ticket, "I am looking for the notes.")
    account = house.sync()
    standing = {subject.ticket.key: subject.verdict.standing for subject in account.subjects}
    assert standing[ticket] == "unknown"
    assert desk.labels(ticket) == ["web", "gate:blocked"]


def test_every_label_the_bot_writes_begins_with_the_prefix(house, desk):
    plant(house.sandbox)
    desk.create()
    written = [action.after or action.before for action in house.sync().actions if "label" in action.verb]
    assert written
    assert all(label.startswith("gate:") for label in written)


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.OBSERVE])
def test_modes_that_only_watch_write_no_label(house, desk, mode):
    house.set(mode=mode)
    ticket = desk.create(labels=("web",))
    house.cycle()
    assert desk.labels(ticket) == ["web"]
    assert desk.writes() == []
