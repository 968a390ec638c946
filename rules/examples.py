"""Turns the facts of an example (EXAMPLES.md) into a scene, so that a rule can be tried without a tracker."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, cast

from rules.calendar import Calendar
from rules.model import Change, Checklist, Comment, Item, Move, Neighbour, Outcome, Person, Ticket, Value
from rules.pack import Rule
from rules.policy import CompiledRule, Policy, conditions_of
from rules.scene import Scene, Setting
from rules.subjects import FACTS_OF_OTHERS
from rules.terms import duration_of
from rules.values import fold, is_address, looks_like_a_day, written_day, written_number

PEOPLE = frozenset({"assignee", "reporter", "owner"})
DATES = frozenset({"due", "start"})
MOMENTS = frozenset({"created", "updated", "resolved"})
TEXTS = frozenset({"type", "status", "priority", "title", "description", "parent", "url"})
HOURS = {"estimate": "estimate", "time spent": "time_spent"}
SHAPED = frozenset({
    "labels", "sprint", "checklists", "attachments", "links", "children", "comments", "moved", "time_in",
    "engagement", "today", "stage", "work_type", "changed", "contacts",
})  # fmt: skip

ROLE_TESTS = frozenset({"holds", "holds_not"})

Facts = Mapping[str, object]


def expected(rule: Rule) -> Iterable[tuple[str, Outcome, Facts]]:
    """Yield every example of a rule with its place ("passes 2") and the outcome it must have."""
    lists = (
        ("passes", Outcome.PASS, rule.examples.passes),
        ("fails", Outcome.FAIL, rule.examples.fails),
        ("ignores", Outcome.NOT_APPLICABLE, rule.examples.ignores),
        ("waits", Outcome.PENDING, rule.examples.waits),
    )
    for name, outcome, examples in lists:
        for place, facts in enumerate(examples, 1):
            yield f"{name} {place}", outcome, facts


def scene_of(facts: Facts, rule: CompiledRule, policy: Policy, now: datetime) -> Scene:
    """Build the scene an example describes; what it does not name, the ticket does not have."""
    day = written_day(str(facts["today"]), policy.setting.calendar.zone) if "today" in facts else None
    moment = now if day is None else datetime.combine(day, time(12), policy.setting.calendar.zone).astimezone(UTC)
    setting = _setting(facts, rule, policy.setting)
    ticket = ticket_of(facts, moment, frozenset(map(fold, _roles_in(rule.rule))))
    stage = facts.get("stage")
    return Scene(
        ticket=ticket,
        now=moment,
        today=setting.calendar.day(moment),
        setting=setting,
        stages={rule.pack: str(stage)} if stage and _is_stage(policy, rule.pack, str(stage)) else _elsewhere(stage),
        entered_at=max((move.at for move in ticket.moves), default=ticket.created),
        children=ticket.children,
        engagement=_engagement(facts, moment),
        time_in={fold(name): _hours(str(time)) or 0.0 for name, time in _map(facts.get("time_in")).items()},
    )


def _engagement(facts: Facts, now: datetime) -> tuple[Neighbour, ...] | None:
    if "engagement" not in facts:
        return None
    return tuple(_neighbour(one, place, now) for place, one in enumerate(_maps(facts["engagement"])))


def _is_stage(policy: Policy, pack: str, stage: str) -> bool:
    return fold(stage) in policy.order[pack]


def _elsewhere(stage: object) -> Mapping[str, str]:
    return {"": str(stage or "")}


def _setting(facts: Facts, rule: CompiledRule, setting: Setting) -> Setting:
    """Give every role the rule or the example speaks of one holder, who stands for the role."""
    named = {fold(name) for name in _roles_in(rule.rule)} | {
        fold(str(one["by"])) for key in ("comments", "moved") for one in _maps(facts.get(key)) if "by" in one
    }
    roles = {name: (f"role:{name}",) for name in named if not is_address(name) and name not in PEOPLE}
    work_type = facts.get("work_type")
    calendar = Calendar(zone=setting.calendar.zone)
    return replace(
        setting,
        roles=roles,
        calendar=calendar,
        work_type=None if work_type is None else str(work_type),
        receives=tuple(_texts(one.get("receives")) for one in _maps(facts.get("contacts"))),
    )


def _roles_in(rule: Rule) -> Iterable[str]:
    for condition in conditions_of((*rule.must, *rule.unless)):
        if isinstance(condition.argument, Mapping) and "by" in condition.argument:
            yield from _texts(condition.argument["by"])
        if condition.test in ROLE_TESTS:
            yield from _texts(condition.wanted)


def ticket_of(facts: Facts, now: datetime, roles: frozenset[str] = frozenset()) -> Ticket:
    """Build the ticket of an example; `now` dates what the example does not date. A field that holds the name
    of one of the `roles` (folded) holds the person who stands for that role."""
    native: dict[str, Any] = {key: str(facts[key]) for key in TEXTS if not _is_nothing(facts.get(key))}
    native |= {key: person_of(str(facts[key])) for key in PEOPLE if not _is_nothing(facts.get(key))}
    native |= {key: written_day(str(facts[key]), _UTC) for key in DATES if key in facts}
    native |= {key: moment_of(facts[key], now) for key in MOMENTS if key in facts}
    native |= {name: _hours(str(facts[key])) for key, name in HOURS.items() if not _is_nothing(facts.get(key))}
    own = TEXTS | PEOPLE | DATES | MOMENTS | frozenset(HOURS) | SHAPED
    ticket = Ticket(source="example", id="example", key="example", **native)
    return replace(
        ticket,
        done=ticket.resolved is not None,
        labels=_texts(facts.get("labels")),
        sprint=_texts(facts.get("sprint")),
        attachments=_texts(facts.get("attachments")),
        fields={key: value_of(value, roles) for key, value in facts.items() if key not in own},
        checklists=tuple(_checklist(name, items) for name, items in _map(facts.get("checklists")).items()),
        links=tuple(_neighbour(one, place, now) for place, one in enumerate(_maps(facts.get("links")))),
        children=tuple(_neighbour(one, place, now) for place, one in enumerate(_maps(facts.get("children")))),
        comments=tuple(_comment(one, place, now) for place, one in enumerate(_maps(facts.get("comments")))),
        changes=tuple(_change(one, now) for one in _maps(facts.get("changed"))),
        moves=tuple(sorted((_move(one, now) for one in _maps(facts.get("moved"))), key=lambda move: move.at)),
    )


_UTC = Calendar().zone


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def value_of(fact: object, roles: frozenset[str] = frozenset()) -> Value:
    """Return a field's value as an example writes it: a number, a day, a person, a list, else text."""
    if isinstance(fact, list | tuple):
        parts = [value_of(one, roles) for one in fact]
        return tuple(part for part in parts if part is not None and not isinstance(part, tuple)) or None
    if not isinstance(fact, str):
        return cast("Value", fact)
    if is_address(fact) or fold(fact) in roles:
        return person_of(fact)
    day = written_day(fact, _UTC) if fact[:4].isdigit() and "-" in fact else None
    if day is not None:
        return day if looks_like_a_day(fact) else written_moment(fact)
    number = written_number(fact)
    return fact if number is None else number


def person_of(named: str) -> Person:
    """Return the person an example names: an address, which is also their account here, or a role's holder."""
    return Person(id=fold(named), email=named.strip()) if is_address(named) else _holder(named)


def _holder(role: str) -> Person:
    role = fold(role)
    return Person(id=f"role:{role}", name=role, is_customer=role == "client")


def moment_of(fact: object, now: datetime) -> datetime:
    """Return the moment an example writes: an ISO date (noon, UTC) or a date with time and offset."""
    if fact is None:
        return now
    if looks_like_a_day(str(fact)):
        return datetime.combine(date.fromisoformat(str(fact)), time(12), UTC)
    return written_moment(str(fact))


def written_moment(text: str) -> datetime:
    """Return the moment of a date with time; one without an offset is in UTC."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _hours(written: str) -> float | None:
    duration = duration_of(written)
    return written_number(written) if duration is None else duration.working_hours(Calendar())


def _map(fact: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", fact) if isinstance(fact, Mapping) else {}


def _maps(fact: object) -> tuple[Mapping[str, object], ...]:
    return tuple(_map(one) for one in fact) if isinstance(fact, list | tuple) else ()


def _texts(fact: object) -> tuple[str, ...]:
    if _is_nothing(fact):
        return ()
    return tuple(map(str, fact)) if isinstance(fact, list | tuple) else (str(fact),)


def _checklist(name: str, items: object) -> Checklist:
    pairs = items if isinstance(items, list | tuple) else ()
    return Checklist(
        name, tuple(Item(str(text), done=done is True or fold(str(done)) == "true") for text, done in pairs)
    )


def _text(one: Mapping[str, object], key: str) -> str | None:
    return None if one.get(key) is None else str(one[key])


def _neighbour(one: Mapping[str, object], place: int, now: datetime) -> Neighbour:
    newest = one.get("resolved") or one.get("created")
    return Neighbour(
        key=f"example-{place}",
        type=_text(one, "type"),
        status=_text(one, "status"),
        wording=_text(one, "type") or "",
        stage=_text(one, "stage"),
        done=one.get("done") is True,
        labels=_texts(one.get("labels")),
        newest_at=moment_of(newest, now) if newest else None,
        filled=frozenset(name for name in FACTS_OF_OTHERS if not _is_nothing(one.get(name))),
    )


def _change(one: Mapping[str, object], now: datetime) -> Change:
    by = _text(one, "by")
    before = _text(one, "from") if "from" in one else "another value"
    return Change(
        str(one.get("field")), moment_of(one.get("at"), now), before, _text(one, "to"), person_of(by) if by else None
    )


def _comment(one: Mapping[str, object], place: int, now: datetime) -> Comment:
    text = _text(one, "text") or ""
    author = person_of(_text(one, "by") or "somebody@people.example")
    return Comment(str(place), author, text, moment_of(one.get("at"), now), lines=tuple(text.splitlines()))


def _move(one: Mapping[str, object], now: datetime) -> Move:
    by = _text(one, "by")
    return Move(None, "", moment_of(one.get("at"), now), person_of(by) if by else None, _text(one, "to"))
