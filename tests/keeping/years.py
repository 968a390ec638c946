"""A store that remembers years: what stands in it is made through its own methods, at moments of long ago."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rules.facts import digest_of
from rules.model import Ticket
from sync.remembered import OutboxEntry, Snapshot
from sync.service.keeper import FOREVER, Part, Retention
from sync.service.retention import prune
from sync.trail import verified

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = datetime(2015, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
USUAL = Retention()
TICKET = Ticket("jira", "1", "APO-1", title="Plan", status="To Do")


def only(part, span=timedelta(days=30)):
    """Keep everything for ever but one part."""
    return Retention({**dict.fromkeys(Part, FOREVER), part: span})


def pruned(store, retention=USUAL, now=NOW):
    """Prune, and return how many rows went of each part of which any did."""
    pruning = prune(store, retention, now, applies=True)
    assert [one.removed for one in pruning.parts] == [
        None if one.before is None or one.flaw else one.going.rows for one in pruning.parts
    ]
    return {one.part: one.removed for one in pruning.parts if one.removed}


def seen(ticket, at):
    return Snapshot("apollo", ticket, digest_of(ticket), at, at)


def keep_versions(store, *titles, at=LONG_AGO, done=True, ticket=TICKET):
    """Let a ticket have a version of each title, a day apart; the last of them is done."""
    for day, title in enumerate(titles):
        is_last = day == len(titles) - 1
        store.keep_snapshots([seen(replace(ticket, title=title, done=done and is_last), at + day * DAY)])


def titles(store, ticket_id="1"):
    return [one.ticket.title for one in store.versions("apollo", ticket_id)]


def notice(number="n1", at=LONG_AGO, state="ready", kind="milestone"):
    return OutboxEntry(
        id=number,
        key=f"key of {number}",
        engagement="apollo",
        kind=kind,
        to=("kim@bank.example",),
        subject="News",
        message=b"Subject: News\r\n\r\nDone.",
        state=state,
        created=at,
        receives="milestones",
    )


def trail_is_whole(store):
    return verified(store.trail(), store.trail_anchor()).flaw is None
