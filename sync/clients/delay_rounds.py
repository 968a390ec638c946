"""What clients were told of dates before, in rounds: a round begins with the first alert on a ticket and ends when the
client hears that the date is kept again. A date that slips after that is news again. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sync.escalation.ladders import UNSENT
from sync.remembered import Reached

OVER = "over"  # in place of a state and its day: the date is kept again


@dataclass(frozen=True, slots=True)
class Said:
    """What is told of a ticket: a state with its day, or that it is over; `words` is the fingerprint of the rest."""

    state: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The so-many-th piece of news on a ticket, from one on."""

    place: int
    said: Said
    mark: Reached

    @property
    def is_heard(self) -> bool:
        """Tell whether the client has it, or may have it; what is no news counts, as they were not to hear of it."""
        return self.mark.state not in UNSENT

    def tells(self, said: Said) -> bool:
        """Tell whether this says the same. What waits must say it in the same words: it is read when it goes."""
        return self.said.state == said.state and (self.is_heard or self.said == said)


@dataclass(frozen=True, slots=True)
class Rounds:
    """What was told of each ticket, the newest last, but for notices that were withdrawn."""

    told: Mapping[str, Sequence[Told]] = field(default_factory=dict)

    def is_open(self, ticket_id: str) -> bool:
        """Tell whether something was said of a ticket, and not yet that it is over."""
        return self.heard_last(ticket_id) not in ("", OVER)

    def heard_last(self, ticket_id: str) -> str:
        """Return the state the client was told of last; empty where nothing was said."""
        said = self._heard(ticket_id)
        return said[-1].said.state if said else ""

    def is_warned(self, ticket_id: str) -> bool:
        """Tell whether the client has an alert, and has not heard that it is over."""
        heard = self._heard(ticket_id)
        since = max((place for place, one in enumerate(heard, 1) if one.said.state == OVER), default=0)
        return any(one.mark.notice for one in heard[since:])

    def last(self, ticket_id: str) -> Told | None:
        return next(reversed(self.told.get(ticket_id, ())), None)

    def without(self, notices: Collection[str]) -> "Rounds":
        """Return them as if some notices had never been."""
        left = {one: [piece for piece in told if piece.mark.notice not in notices] for one, told in self.told.items()}
        return Rounds(left)

    def mark(self, ticket_id: str, said: Said, kind: str) -> Reached:
        """Name a piece of news: that of the newest one where it says the same, else one more."""
        last = self.last(ticket_id)
        if last is not None and last.tells(said):
            return last.mark
        place = last.place + 1 if last else 1
        return Reached(ticket_id, "/".join(filter(None, (str(place), said.state, said.words))), kind)

    def _heard(self, ticket_id: str) -> list[Told]:
        return [one for one in self.told.get(ticket_id, ()) if one.is_heard]


def rounds_of(marks: Iterable[Reached]) -> Rounds:
    """Read what was told from the marks of one kind that were not withdrawn."""
    told: defaultdict[str, list[Told]] = defaultdict(list)
    for mark in marks:
        place, state, words = (*mark.stage.split("/"), "")[:3]
        told[mark.ticket_id].append(Told(int(place), Said(state, words), mark))
    return Rounds({one: sorted(pieces, key=lambda piece: piece.place) for one, pieces in told.items()})
