"""Tickets and verdicts as plain JSON facts and back, without loss, and the fingerprint of a ticket.

What equals its default is left out. Only text, numbers, booleans, None, lists and mappings with text
keys remain; a day, a moment, a person or an odd number inside `Ticket.fields` is a mapping of one tag.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from math import isfinite
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar, cast

import orjson

from rules.model import (
    Change,
    Checklist,
    Comment,
    Finding,
    Gate,
    Item,
    Move,
    Neighbour,
    Outcome,
    Person,
    Severity,
    Side,
    Standing,
    Ticket,
    Value,
    Verdict,
    Waiver,
)

T = TypeVar("T")
LARGEST_JSON_INTEGER = 2**63


class Part(NamedTuple):
    """How one attribute becomes plain facts, and how it is read back."""

    write: Callable[[Any], object]
    read: Callable[[Any], Any]


class Shape(Generic[T]):
    """How a dataclass becomes a mapping and back; `parts` are the attributes that are not plain already."""

    def __init__(self, made: type[T], **parts: Part) -> None:
        self._made = made
        self._reads = [(name, part.read) for name, part in parts.items()]
        attributes = fields(cast("Any", made))
        self._writes = [(a.name, _default(a), parts[a.name].write if a.name in parts else None) for a in attributes]

    def write(self, value: T) -> dict[str, object]:
        """Return the attributes that differ from their default."""
        told: dict[str, object] = {}
        for name, default, write in self._writes:
            part = getattr(value, name)
            if part is not default and part != default:
                told[name] = write(part) if write else part
        return told

    def read(self, told: Mapping[str, Any]) -> T:
        """Return the value; raises TypeError, KeyError or ValueError for what `write` never writes."""
        parts = {**told}
        for name, read in self._reads:
            if name in told:
                parts[name] = read(told[name])
        return self._made(**parts)

    @property
    def one(self) -> Part:
        return Part(self.write, self.read)

    @property
    def many(self) -> Part:
        return many(self.one)


def many(part: Part) -> Part:
    """Return the part for a tuple of such parts."""
    return Part(lambda values: [part.write(value) for value in values], lambda told: tuple(map(part.read, told)))


def _default(attribute: "Field[Any]") -> object:
    if attribute.default_factory is not MISSING:
        return attribute.default_factory()
    return attribute.default


def moment_fact(at: datetime) -> str:
    """Return ISO text in UTC: equal moments give equal text. A naive one has no zone to leave."""
    return (at if at.tzinfo in (None, UTC) else at.astimezone(UTC)).isoformat()


WORDS = Part(list, tuple)
DAY = Part(date.isoformat, date.fromisoformat)
MOMENT = Part(moment_fact, datetime.fromisoformat)
SPAN = Part(timedelta.total_seconds, lambda told: timedelta(seconds=told))
PERSON_SHAPE = Shape(Person)


@lru_cache(maxsize=4_096)  # a team is few people on many tickets: read once, held once
def _person(*told: tuple[str, Any]) -> Person:
    return PERSON_SHAPE.read(dict(told))


PERSON = Part(PERSON_SHAPE.write, lambda told: _person(*told.items()))


def _value_fact(value: Value) -> object:
    """Turn a field's value into JSON that keeps its type."""
    told: object = value
    match value:
        case str():
            pass
        case int() if abs(value) >= LARGEST_JSON_INTEGER:
            told = {"int": str(value)}
        case float() if not isfinite(value):
            told = {"float": str(value)}
        case datetime():
            told = {"at": moment_fact(value)}
        case date():
            told = {"day": value.isoformat()}
        case Person():
            told = {"person": PERSON.write(value)}
        case tuple():
            told = [_value_fact(part) for part in value]
    return told


_TAGS: Mapping[str, Callable[[Any], Value]] = {
    "int": int,
    "float": float,
    "at": MOMENT.read,
    "day": DAY.read,
    "person": PERSON.read,
}


def _value_of(told: object) -> Value:
    if isinstance(told, dict):
        ((tag, content),) = told.items()
        return _TAGS[tag](content)
    if isinstance(told, list):
        return cast("Value", tuple(map(_value_of, told)))
    return cast("Value", told)


NUMBER = Part(_value_fact, _value_of)
FIELDS = Part(
    lambda values: {name: _value_fact(value) for name, value in values.items()},
    lambda told: MappingProxyType({name: _value_of(value) for name, value in told.items()}),
)
TEXTS = Part(dict, MappingProxyType)
NAMES = Part(sorted, frozenset)
NEIGHBOUR = Shape(Neighbour, labels=WORDS, due=DAY, newest_at=MOMENT, filled=NAMES)
MOVES = Shape(Move, at=MOMENT, by=PERSON).many
TICKET = Shape(
    Ticket,
    assignee=PERSON,
    reporter=PERSON,
    owner=PERSON,
    labels=WORDS,
    created=MOMENT,
    updated=MOMENT,
    due=DAY,
    start=DAY,
    resolved=MOMENT,
    estimate=NUMBER,
    time_spent=NUMBER,
    sprint=WORDS,
    fields=FIELDS,
    unseen=TEXTS,
    checklists=Shape(Checklist, items=Shape(Item).many).many,
    attachments=WORDS,
    links=NEIGHBOUR.many,
    children=NEIGHBOUR.many,
    comments=Shape(Comment, author=PERSON, at=MOMENT, lines=WORDS).many,
    moves=MOVES,
    changes=Shape(Change, at=MOMENT, by=PERSON).many,
)
WAIVER = Shape(Waiver, until=DAY)


def facts_of(ticket: Ticket) -> dict[str, object]:
    """Return a ticket as plain JSON facts: moments in UTC and days as ISO text, durations in hours."""
    return TICKET.write(ticket)


def ticket_of(facts: Mapping[str, object]) -> Ticket:
    """Return the ticket that `facts_of` told; raises TypeError, KeyError or ValueError for anything else."""
    return TICKET.read(facts)


def digest_of(ticket: Ticket) -> str:
    """Return the fingerprint of all a ticket says but its change time: 64 hexadecimal signs."""
    facts = facts_of(ticket)
    facts.pop("updated", None)
    return sha256(packed(facts)).hexdigest()


def packed(facts: object) -> bytes:
    """Return plain facts as canonical JSON: sorted keys, no white space, UTF-8."""
    try:
        return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # Trackers cut titles in the middle of an emoji; orjson refuses such half signs, escapes carry them.
        return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


def unpacked(text: str | bytes) -> Any:  # noqa: ANN401 - JSON can be anything; the caller's shape tells
    """Return the facts that `packed` wrote; raises ValueError where it is not JSON."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def verdict_facts(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as plain JSON facts; a finding is a list of its parts, shortest first."""
    return {
        "ticket": verdict.ticket,
        "standing": verdict.standing,
        "findings": [_finding_fact(finding) for finding in verdict.findings],
        "stages": dict(verdict.stages),
        "review_at": verdict.review_at and moment_fact(verdict.review_at),
    }


def verdict_of(facts: Mapping[str, Any]) -> Verdict:
    """Return the verdict that `verdict_facts` told; raises TypeError, KeyError or ValueError for anything else."""
    return Verdict(
        ticket=facts["ticket"],
        standing=Standing(facts["standing"]),
        findings=tuple(map(_finding_of, facts["findings"])),
        stages=MappingProxyType(dict(facts["stages"])),
        review_at=facts["review_at"] and datetime.fromisoformat(facts["review_at"]),
    )


def _finding_fact(finding: Finding) -> list[object]:
    gate = finding.gate
    told: list[object] = [
        finding.rule,
        finding.outcome,
        finding.severity,
        finding.found,
        finding.wanted,
        *((gate.pack, gate.stage, gate.side) if gate else (None, None, None)),
        finding.until and moment_fact(finding.until),
    ]
    return [*told, WAIVER.write(finding.waiver)] if finding.waiver else told


def _finding_of(told: list[Any]) -> Finding:
    finding = _unwaived(*told[:9])
    return replace(finding, waiver=WAIVER.read(told[9])) if told[9:] else finding


@lru_cache(maxsize=16_384)  # thousands of tickets share a few findings: read once, held once
def _unwaived(  # noqa: PLR0913, PLR0917 - a finding's own parts, in the order they are kept
    rule: str,
    outcome: str,
    severity: str,
    found: str,
    wanted: str,
    pack: str | None,
    stage: str | None,
    side: str | None,
    until: str | None,
) -> Finding:
    return Finding(
        rule=rule,
        outcome=Outcome(outcome),
        severity=Severity(severity),
        gate=Gate(pack, stage, Side(side)) if pack is not None and stage is not None and side else None,
        found=found,
        wanted=wanted,
        until=datetime.fromisoformat(until) if until else None,
    )
