"""What people said and did on an issue over time: its comments and its changes of status."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.jira.text import plain_text, spoken_lines
from connectors.jira.values import Raw, moment, person
from rules.model import Comment, Move, Person

NOBODY = Person()
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Remarks:
    """The raw comments and change sets of one issue, all of them, in any order."""

    comments: Sequence[Raw] = ()
    changes: Sequence[Raw] = ()


NO_REMARKS = Remarks()


def comments_of(raw: Iterable[Raw]) -> tuple[Comment, ...]:
    """Shape comments, the oldest first."""
    return tuple(sorted(map(comment_of, raw), key=lambda comment: comment.at))


def comment_of(raw: Raw) -> Comment:
    body = raw.get("body")
    created = moment(raw["created"])
    return Comment(
        id=str(raw["id"]),
        author=person(raw.get("author")) or NOBODY,
        text=plain_text(body),
        at=created or LONG_AGO,
        edited=raw.get("updated", raw["created"]) != raw["created"],
        lines=spoken_lines(body),
    )


def moves_of(changes: Iterable[Raw]) -> tuple[Move, ...]:
    """Pick the changes of status out of change sets, the oldest first."""
    return tuple(sorted((move for change in changes for move in _moves(change)), key=lambda move: move.at))


def _moves(change: Raw) -> Iterable[Move]:
    for item in change.get("items") or ():
        # Older entries have no fieldId, so that the name must do.
        if item.get("field") == "status":
            at = moment(change["created"]) or LONG_AGO
            yield Move(item.get("fromString"), item["toString"], at, person(change.get("author")))
