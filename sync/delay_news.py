"""News of promised dates: each is told once, with its mitigation, and taken back when the promise is kept again. Pure.

What a client was warned of goes in rounds: a round begins with the first alert and ends when the client hears that
the date is kept again. A date that slips after that is news again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sync.actions import Refusal, Verb
from sync.client_view import visible_to_client
from sync.comment import Paragraph, Run
from sync.delay_letters import DELAY, delay_alert, missing_for_delay
from sync.delays import Slip, recoveries, slips
from sync.desk import Desk, Telling
from sync.ladders import UNSENT
from sync.letters import Health
from sync.plan import Subject
from sync.remembered import Reached

DELAYS = "delays"
OVER = "over"  # in place of a state: the client was told that the date is kept again


@dataclass(frozen=True, slots=True)
class _News:
    slip: Slip
    mark: Reached


def delay_news(desk: Desk) -> Telling:
    """Tell of dates that moved, passed or will likely be missed, and of those kept again; what lacks its mitigation
    waits, and asks for it on the ticket (CONTRACT 5)."""
    rounds = _Rounds(tuple(desk.of_kind(DELAY)))
    found = slips(desk.subjects, desk.dates, desk.engagement, desk.calendar, desk.today)
    warned = [one for one in desk.subjects if rounds.is_warned(one)]
    kept = recoveries(warned, desk.dates, desk.engagement, desk.calendar, desk.today)
    news = [_News(one, rounds.mark(one)) for one in (*found, *kept)]
    outdated = _outdated(desk, {one.mark for one in news})
    untold = desk.untold([one.mark for one in news], outdated)
    waits = {one.mark: missing_for_delay(one.slip, desk.engagement) for one in news if one.mark in untold}
    due = [one for one in news if one.mark in untold and not waits[one.mark]]
    waiting = [one for one in news if waits.get(one.mark)]
    return Telling(
        DELAY,
        DELAYS,
        letter=delay_alert([one.slip for one in due], desk.dates, desk.engagement, desk.today, _health(desk, due))
        if due
        else None,
        marks=tuple(one.mark for one in due),
        before=tuple(one.mark for one in news if one.mark in untold),
        outdated=outdated,
        tickets=tuple(one.slip.subject.ticket.key for one in due),
        because=tuple(sorted({one.slip.state for one in due})),
        refusals=tuple(
            Refusal(one.slip.subject.ticket.key, Verb.SEND_NOTICE, f"a delay is not told yet: {waits[one.mark]}")
            for one in waiting
        ),
        asks={
            **{one.ticket.id: _warning() for one in _at_risk(desk, found)},
            **{one.slip.subject.ticket.id: _question(waits[one.mark]) for one in waiting},
        },
    )


def _outdated(desk: Desk, present: set[Reached]) -> tuple[str, ...]:
    unsent = desk.unsent(DELAY).items()
    return tuple(sorted(notice for notice, marks in unsent if not present.issuperset(marks)))


def _health(desk: Desk, due: Sequence[_News]) -> Health:
    """Say how the whole engagement goes, and what is good news where all is well again."""
    health = desk.health
    return health if health.word != "on_track" else Health("on_track", "recovered", len(due))


@dataclass(frozen=True, slots=True)
class _Rounds:
    """What clients were told of dates before."""

    told: tuple[Reached, ...]

    def mark(self, slip: Slip) -> Reached:
        """Name a piece of news: the same state with the same day is told once a round."""
        ticket = slip.subject.ticket
        number = self._number(ticket.id)
        if slip.state == "recovered":
            return Reached(ticket.id, f"{number}/{OVER}", DELAY)
        day = slip.agreed if slip.state == "likely_late" else ticket.due
        return Reached(ticket.id, f"{number}/{slip.state}/{day}", DELAY)

    def is_warned(self, subject: Subject) -> bool:
        """Tell whether a client has, or may have, an alert of this round."""
        now = f"{self._number(subject.ticket.id)}/"
        return any(
            one.notice and one.state not in UNSENT for one in self._of(subject.ticket.id) if one.stage.startswith(now)
        )

    def _number(self, ticket_id: str) -> int:
        return sum(one.stage.endswith(f"/{OVER}") and one.state not in UNSENT for one in self._of(ticket_id))

    def _of(self, ticket_id: str) -> Iterator[Reached]:
        return (one for one in self.told if one.ticket_id == ticket_id)


def _at_risk(desk: Desk, found: Sequence[Slip]) -> Iterator[Subject]:
    """Yield tickets whose forecast concerns only the team so far (RULINGS M7)."""
    slipped = {one.subject.ticket.id for one in found}
    for subject in visible_to_client(desk.subjects, desk.engagement):
        forecast = desk.dates.forecasts.get(subject.ticket.id)
        if forecast is not None and forecast.warns_the_team and subject.ticket.id not in slipped:
            yield subject


def _question(why: str) -> Paragraph:
    return Paragraph((
        Run("The client is to hear of a delay", "strong"),
        Run(f", and nobody has told them yet: {why}."),
    ))  # fmt: skip


def _warning() -> Paragraph:
    return Paragraph((
        Run("This may end late", "strong"),
        Run(": half of comparable tickets or more took so long that the agreed date would be missed. The client is not told yet."),
    ))  # fmt: skip
