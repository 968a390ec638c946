"""Who moved a held ticket, where the tracker tells: shown as plain text, and whose hold it is from then on."""

from dataclasses import replace

from sync.actions import Verb

TRACKERS = ("jira", "datacenter")


def moves(account):
    return [action.verb for action in account.actions if action.verb in {Verb.HOLD, Verb.RELEASE}]


def test_a_name_is_only_text(house, desk):
    accounts = desk.site.accounts
    accounts[:] = [rename(one, "[~cy] {code} @all *x*") if one.name == "bo" else one for one in accounts]
    ticket = desk.create(status="complete", ticked=True)
    house.sync()
    desk.move(ticket, "complete")
    house.sync()
    assert "[~cy] {code} @all *x* moved it on" in desk.ours(ticket)[0].text
    assert desk.mentioned(ticket) == []


def rename(account, name):
    return replace(account, display_name=name)


def test_put_back_into_the_hold_status_by_a_person_it_is_theirs(house, desk):
    ticket = desk.create()
    house.sync()
    desk.move(ticket, "review")
    desk.move(ticket, "blocked")
    house.sync()
    desk.tick(ticket)
    assert moves(house.sync()) == []
    assert desk.status(ticket) == "blocked"
