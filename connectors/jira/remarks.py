"""What people said and did on an issue over time: its comments and its changes of status."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.jira.flavor import History, Markup
from connectors.jira.values import Raw, moment, person
from rules.model import Change, Comment, Move, Person
from rules.values import fold
from sync.comment import OwnComment, words_digest
from sync.ports import Needs

NOBODY = Person()
NO_HISTORY = History()
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Remarks:
    """The raw comments and the history of one issue, in any order."""

    comments: Sequence[Raw] = ()
    history: History = NO_HISTORY


NO_REMARKS = Remarks()


def comments_of(raw: Iterable[Raw], markup: Markup) -> tuple[Comment, ...]:
    """Shape comments, the oldest first."""
    return tuple(sorted((comment_of(one, markup) for one in raw), key=lambda comment: comment.at))


def comment_of(raw: Raw, markup: Markup) -> Comment:
    body = raw.get("body")
    created = moment(raw["created"])
    return Comment(
        id=str(raw["id"]),
        author=person(raw.get("author")) or NOBODY,
        text=markup.plain(body),
        at=created or LONG_AGO,
        edited=raw.get("updated", raw["created"]) != raw["created"],
        lines=markup.spoken(body),
    )


def own_comment_of(raw: Raw, markup: Markup) -> OwnComment:
    """Shape the bot's own comment: what it says, and who wrote it last."""
    return OwnComment(str(raw["id"]), words_digest(markup.plain(raw.get("body"))), person(raw.get("updateAuthor")))


def moves_of(changes: Iterable[Raw]) -> tuple[Move, ...]:
    """Pick the changes of status out of change sets, the oldest first."""
    return tuple(sorted((move for change in changes for move in _moves(change)), key=lambda move: move.at))


def _moves(change: Raw) -> Iterable[Move]:
    for item in change.get("items") or ():
        # Older entries have no fieldId, so that the name must do.
        if item.get("field") == "status":
            at = moment(change["created"]) or LONG_AGO
            yield Move(item.get("fromString"), item["toString"], at, person(change.get("author")))


CALLED = {
    "duedate": "due",
    "summary": "title",
    "issuetype": "type",
    "timeoriginalestimate": "estimate",
    "timespent": "time spent",
    "Sprint": "sprint",
    "Start date": "start",
    "Parent": "parent",
    "IssueParentAssociation": "parent",
}
"""What change sets call a native fact; other facts and fields go by their own names."""


def changes_of(history: History, needs: Needs) -> tuple[Change, ...] | None:
    """Pick the changes of the fields asked for out of a history, the oldest first; None where none was, or where
    changes are missing."""
    if not needs.changes or history.missing:
        return None
    wanted = {fold(needs.fields.get(name) or name): name for name in needs.changes}
    return tuple(
        sorted((one for change in history.changes for one in _changes(change, wanted)), key=lambda one: one.at)
    )


def _changes(change: Raw, wanted: Mapping[str, str]) -> Iterable[Change]:
    for item in change.get("items") or ():
        called = item.get("field", "")
        name = wanted.get(fold(CALLED.get(called, called))) or wanted.get(fold(item.get("fieldId") or called))
        if name is not None:
            at = moment(change["created"]) or LONG_AGO
            before, after = (item.get(f"{end}String") or item.get(end) for end in ("from", "to"))
            yield Change(name, at, before, after, person(change.get("author")))
