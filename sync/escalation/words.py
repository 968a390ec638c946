"""Says where a ticket stands on a ladder and what the next step waits for, the same on any day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.ladder import Course
from rules.model import Person
from sync.comment import Paragraph, Run, Runs, text_of
from sync.escalation.ladders import Stance
from sync.remembered import OutboxEntry


def paragraph(stance: Stance, zone: ZoneInfo) -> Paragraph:
    """Return what the sticky comment says of a ladder."""
    return Paragraph(runs_of(stance, zone))


def runs_of(stance: Stance, zone: ZoneInfo) -> Runs:
    """Say the newest step with its people, then what comes next."""
    return (*_standing(stance, zone), *_next(stance, zone), Run("  "), Run(stance.climb.ladder.name, "code"))


def explained(stance: Stance, zone: ZoneInfo) -> str:
    """Say in plain text where a ticket stands, and what the next cycle does."""
    climb = stance.climb
    if not stance.moves and climb.course is not Course.STEPS_DOWN:
        return text_of(runs_of(stance, zone))
    before = replace(stance, climb=replace(climb, rung=climb.before))
    goes = f"takes {climb.step.name}" if climb.step is not None else "leaves the ladder: none of its rules fails"
    return f"{text_of(tuple(_standing(before, zone)))} The next cycle {goes}.  {climb.ladder.name}"


def explained_next(stance: Stance, zone: ZoneInfo) -> str:
    """Say in plain text what comes next, and what it waits for."""
    return text_of(tuple(_next(stance, zone))).strip()


def ladder_document(stance: Stance, zone: ZoneInfo) -> dict[str, object]:
    """Return the same for programs; the step is the one taken when the last cycle ended."""
    climb = stance.climb
    return {
        "ladder": climb.ladder.name,
        "step": climb.step_before.name if climb.step_before else None,
        "place": climb.ladder.place(climb.before),
        "of": len(climb.ladder.ladder.steps),
        "since": climb.before.since.isoformat() if climb.before else None,
        "course": climb.course.value,
        "says": explained(stance, zone),
    }


def _standing(stance: Stance, zone: ZoneInfo) -> Iterator[Run]:
    climb = stance.climb
    yield Run("Escalation", "strong")
    if climb.step is None or climb.rung is None:
        yield Run(f": none of {len(climb.ladder.ladder.steps)} steps is taken yet.")
        return
    yield Run(f": step {climb.ladder.place(climb.rung)} of {len(climb.ladder.ladder.steps)}, ")
    yield Run(climb.step.name, "strong")
    yield Run(", with ")
    yield from _role(climb.step.owner, stance, tell="comment" in {deed.kind for deed in climb.step.does})
    for role in climb.step.names_of("mention"):
        yield Run(" and ")
        yield from _role(role, stance, tell=True)
    yield Run(f", since {climb.rung.since.astimezone(zone):%Y-%m-%d}.")


def _role(role: str, stance: Stance, *, tell: bool) -> Iterator[Run]:
    """Name a role and its people; only those who are to be told are mentioned."""
    yield Run(role)
    people = stance.called.get(role, ())
    for place, person in enumerate(people):
        yield Run(", " if place else " (")
        yield Run(f"@{_called(person)}", mention=person.id) if tell and person.id else Run(_called(person))
    if people:
        yield Run(")")


def _called(person: Person) -> str:
    return person.name or person.email or person.id or ""


def _next(stance: Stance, zone: ZoneInfo) -> Iterator[Run]:
    climb, ahead = stance.climb, stance.climb.ahead
    if climb.course is Course.STAYS:
        yield Run(f" It stays there while {', '.join(climb.because)} cannot be decided.")
    elif ahead is None:
        yield Run(" This is the last step.")
    else:
        yield Run(f" Next: {ahead.name}, {_condition(stance, zone)}.")


def _condition(stance: Stance, zone: ZoneInfo) -> str:
    climb = stance.climb
    match climb.waits:
        case Course.WAITS_FOR_TIME if climb.until is not None:
            return f"not before {_moment(climb.until, zone)}"
        case Course.WAITS_FOR_NEEDS if stance.told is not None:
            found = f" (found: {stance.told.found})" if stance.told.found else ""
            return f"as soon as this holds: {stance.told.wanted}{found}"
        case Course.WAITS_FOR_NOTICE:
            waits = [*stance.hindrances, *(_waits(entry) for entry in stance.notices if entry.state != "sent")]
            return f"once its mail is sent: {'; '.join(dict.fromkeys(waits)) or 'it is written in the next cycle'}"
        case _:
            return "with the next look at this ticket"


def _waits(entry: OutboxEntry) -> str:
    """Say what a notice waits for, in words that name the next step."""
    match entry.state:
        case "held":
            return f"a person reads and releases it (mail release {entry.id})"
        case "stuck":
            return f"it may have arrived; ask the client, then release it (mail release {entry.id})"
        case "failed":
            return f"the mail server refused it; see mail list, then release it (mail release {entry.id})"
        case "gathered" | "in digest":
            return f"it goes with the client's next digest, or alone (mail release {entry.id})"
        case _:
            return "it goes out by itself"


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
