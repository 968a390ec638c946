"""News of promised dates: each is told once, with its mitigation, and taken back when the promise is kept again. Pure.

It goes in rounds (`sync.clients.delay_rounds`): what the client heard last is compared with what is so now. An alert that
waits while it, its reason or its mitigation changes is outdated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from sync.actions import Refusal, Verb
from sync.clients.asking import question
from sync.clients.delay_letters import DELAY, delay_alert, missing_for_delay
from sync.clients.delay_rounds import OVER, Rounds, Said, rounds_of
from sync.clients.desk import Desk, Telling
from sync.clients.letters import DelayAlert, DelayState, Health
from sync.clients.view import MITIGATION, REASON, text_for_client, visible_to_client
from sync.comment import Paragraph, Run
from sync.dates.delays import Slip, recoveries, slips
from sync.plan import Subject
from sync.remembered import Reached

DELAYS = "delays"
BECAUSE: Mapping[DelayState, str] = MappingProxyType({
    "moved": "a date that moved",
    "late": "a date that passed",
    "likely_late": "a date that is likely to be missed",
    "recovered": "a date that is kept again",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _News:
    """A date in a state nobody told of; `lacks` is what it waits for. That a date is kept again is no news where the
    client was not warned."""

    slip: Slip
    mark: Reached
    lacks: str
    is_news: bool

    @property
    def key(self) -> str:
        return self.slip.subject.ticket.key


def delay_news(desk: Desk) -> Telling:
    """Tell of dates that moved, passed or will likely be missed, and of those kept again; what lacks its mitigation
    waits, and asks for it on the ticket (CONTRACT 5)."""
    rounds = rounds_of(desk.of_kind(DELAY))
    found = {slip.subject.ticket.id: slip for slip in _found(desk, rounds)}
    outdated = tuple(sorted(_outdated(desk, rounds, found)))
    rounds = rounds.without(outdated)
    said = [_news(desk, slip, rounds) for slip in found.values()]
    untold = desk.untold((one.mark for one in said), outdated)
    due = [one for one in said if one.mark in untold and one.is_news and not one.lacks]
    waiting = [one for one in said if one.mark in untold and one.lacks]
    return Telling(
        DELAY,
        DELAYS,
        letter=_letter(desk, [one.slip for one in due]) if due else None,
        marks=tuple(one.mark for one in due),
        no_news=tuple(one.mark for one in said if one.mark in untold and not one.is_news),
        waiting=tuple(one.mark for one in waiting),
        outdated=outdated,
        tickets=tuple(one.key for one in due),
        because=tuple(sorted({BECAUSE[one.slip.state] for one in due})),
        refusals=tuple(Refusal(one.key, Verb.SEND_NOTICE, f"a delay is not told yet: {one.lacks}") for one in waiting),
        asks={**_warnings(desk, found), **_questions(desk, waiting)},
    )


def _found(desk: Desk, rounds: Rounds) -> Iterator[Slip]:
    """Yield what is so now: every slip, and every date kept again of which something was said."""
    yield from slips(desk.subjects, desk.dates, desk.engagement, desk.calendar, desk.today)
    asked = [one for one in desk.subjects if rounds.is_open(one.ticket.id) and _is_known(one, desk, rounds)]
    yield from recoveries(asked, desk.dates, desk.engagement, desk.calendar, desk.today)


def _is_known(subject: Subject, desk: Desk, rounds: Rounds) -> bool:
    """Tell whether a date can be taken for kept: what a forecast said, only a forecast or the end takes back."""
    ticket = subject.ticket
    was_likely = rounds.heard_last(ticket.id).startswith("likely_late")
    return ticket.done or ticket.id in desk.dates.forecasts or not was_likely


def _outdated(desk: Desk, rounds: Rounds, found: Mapping[str, Slip]) -> Iterator[str]:
    """Yield alerts that wait and of which a part is not so any more."""
    for ticket_id, told in rounds.told.items():
        slip = found.get(ticket_id)
        for one in told:
            if not one.is_heard and (slip is None or not one.tells(_said(desk, slip))):
                yield one.mark.notice


def _news(desk: Desk, slip: Slip, rounds: Rounds) -> _News:
    ticket_id = slip.subject.ticket.id
    is_news = slip.state != "recovered" or rounds.is_warned(ticket_id)
    return _News(
        slip, rounds.mark(ticket_id, _said(desk, slip), DELAY), missing_for_delay(slip, desk.engagement), is_news
    )


def _said(desk: Desk, slip: Slip) -> Said:
    """Name what is told: another state or day is another piece of news, other words about it are not, and neither is
    a planned day that passed as well."""
    if slip.state == "recovered":
        return Said(OVER)
    ticket = slip.subject.ticket
    day = ticket.due if slip.state == "moved" else slip.agreed
    words = [str(slip.agreed), *(text_for_client(ticket, desk.engagement, name) for name in (MITIGATION, REASON))]
    return Said(f"{slip.state} {day}", sha256("\n".join(words).encode()).hexdigest()[:12])


def _letter(desk: Desk, due: Sequence[Slip]) -> DelayAlert:
    """Write the alert; its health word is that of the whole engagement, and where all is well the good news is why."""
    health = desk.health
    said = health if health.word != "on_track" else Health("on_track", "recovered", len(due))
    return delay_alert(due, desk.dates, desk.engagement, desk.today, said)


def _questions(desk: Desk, waiting: Sequence[_News]) -> dict[str, Paragraph]:
    return {one.mark.ticket_id: question(desk, "The client is to hear of a delay", one.lacks) for one in waiting}


def _warnings(desk: Desk, found: Mapping[str, Slip]) -> dict[str, Paragraph]:
    """Return what people read on tickets whose forecast concerns only the team so far (RULINGS M7)."""
    visible = (one.ticket for one in visible_to_client(desk.subjects, desk.engagement) if one.ticket.id not in found)
    forecasts = {ticket.id: desk.dates.forecasts.get(ticket.id) for ticket in visible}
    return {one: WARNING for one, forecast in forecasts.items() if forecast and forecast.warns_the_team}


WARNING = Paragraph((
    Run("This may end late", "strong"),
    Run(": half of comparable tickets or more took so long that the agreed date would be missed. The client is not told yet."),
))  # fmt: skip
