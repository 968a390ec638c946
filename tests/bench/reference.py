"""A plain evaluation of the forty rules: walks the rules as data, knows no closures, nothing compiled.

Written from the contract and the rulings alone, so that the engine can be held against it.
"""

from datetime import date, timedelta

from rules.model import Person, Ticket
from rules.pack import Clause, Condition, Group, Pack, Rule

NOTHING = (None, "", ())


def folded(text: object) -> str:
    return " ".join(str(text).casefold().split())


def outcomes(pack: Pack, ticket: Ticket, today: date) -> dict[str, str]:
    """Return the outcome of every rule on a ticket that has no waivers, grace or unseen facts."""
    order = [folded(stage.name) for stage in pack.stages]
    here = order.index(folded(ticket.status)) if folded(ticket.status) in order else None
    told = {}
    for place, stage in enumerate(pack.stages):
        told |= {rule.name: _at_entry(rule, place, here, ticket, today) for rule in stage.entry}
        told |= {rule.name: _at_exit(rule, place, here, len(order), ticket, today) for rule in stage.exit}
    return told | {rule.name: _judged(rule, ticket, today) for rule in pack.rules}


def _at_entry(rule: Rule, place: int, here: int | None, ticket: Ticket, today: date) -> str:
    if here is None:
        return "unknown" if _chosen(rule, ticket) else "not_applicable"
    return _judged(rule, ticket, today) if here == place else "not_applicable"


def _at_exit(rule: Rule, place: int, here: int | None, stages: int, ticket: Ticket, today: date) -> str:
    if here is None:
        return "unknown" if _chosen(rule, ticket) else "not_applicable"
    if place > here:
        return "not_applicable"
    outcome = _judged(rule, ticket, today)
    left = place < here or (here == stages - 1 and ticket.done)
    return "pending" if outcome == "fail" and not left else outcome


def _judged(rule: Rule, ticket: Ticket, today: date) -> str:
    if not _chosen(rule, ticket) or any(_holds(one, ticket, today) for one in rule.unless):
        return "not_applicable"
    answers = [found for one in rule.must if (found := _holds(one, ticket, today)) is not None]
    return "not_applicable" if not answers else "pass" if all(answers) else "fail"


def _chosen(rule: Rule, ticket: Ticket) -> bool:
    for key, values in rule.when.items():
        name = key.removesuffix("_not")
        have = {folded(one) for one in _many(value_of(ticket, name.removeprefix("field:")))}
        if (bool(have & set(map(folded, values)))) == key.endswith("_not"):
            return False
    return True


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def value_of(ticket: Ticket, name: str) -> object:
    if name in {"label", "labels"}:
        return ticket.labels
    if name == "stage":
        return ticket.status
    attribute = name.replace(" ", "_")
    return getattr(ticket, attribute) if hasattr(ticket, attribute) else ticket.fields.get(name)


def _holds(clause: Clause, ticket: Ticket, today: date) -> bool | None:
    if clause.where is not None and not _holds(clause.where, ticket, today):
        return None
    if isinstance(clause, Group):
        answers = [found for part in clause.parts if (found := _holds(part, ticket, today)) is not None]
        met = {"any_of": any(answers), "all_of": all(answers), "none_of": not any(answers)}
        return met[clause.kind] if answers else None
    return _condition(clause, ticket, today)


def _condition(one: Condition, ticket: Ticket, today: date) -> bool:
    name, wanted = str(one.argument), one.wanted
    if one.subject == "label":
        return (folded(name) in map(folded, ticket.labels)) != (wanted == "absent")
    if one.subject == "attachments":
        return any(name == "any" or name.strip("*") in file for file in ticket.attachments)
    if one.subject == "checklist":
        return any(c.name == name and c.items and all(i.done for i in c.items) for c in ticket.checklists)
    value = value_of(ticket, name)
    if one.test == "not_one_of":
        return value is None or folded(value) not in map(folded, wanted or ())
    if one.test == "differs_from":
        return _differs(value, value_of(ticket, str(wanted)))
    if one.test == "at_most" and isinstance(value, tuple):
        return len(value) <= float(str(wanted))
    return value not in NOTHING and _filled(one.test or "is", value, wanted, ticket, today)


def _differs(one: object, other: object) -> bool:
    if one is None or other is None:
        return one is None and other is not None
    return isinstance(one, Person) and isinstance(other, Person) and one.id != other.id


def _filled(test: str, value: object, wanted: object, ticket: Ticket, today: date) -> bool:
    text = str(wanted)
    match test:
        case "is":
            kinds = {"a date": date, "a person": Person, "a number": float}
            return isinstance(value, kinds.get(text, object))
        case "one_of":
            return folded(value) in map(folded, wanted)  # type: ignore[call-overload]
        case "contains" | "contains_any":
            parts = wanted if isinstance(wanted, tuple) else (wanted,)
            return any(folded(part) in folded(value) for part in parts)
        case "starts_with":
            return folded(value).startswith(folded(text))
        case "length_at_least":
            return len(folded(value)) >= int(text)
        case "at_least" | "at_most" | "more_than":
            return _sized(test, value, float(text.split(maxsplit=1)[0]))
        case "not_before":
            return isinstance(value, date) and value >= _day(text, ticket, today)
        case "not_after":
            limit = _day(text, ticket, today)
            return isinstance(value, date) and limit is not None and value <= limit
    raise NotImplementedError(test)


def _sized(test: str, value: object, limit: float) -> bool:
    size = float(str(value))
    return size >= limit if test == "at_least" else size <= limit if test == "at_most" else size > limit


def _day(text: str, ticket: Ticket, today: date) -> date | None:
    if text == "today":
        return today
    if text.startswith("today +"):
        return today + timedelta(days=int(text.split()[2]))
    found = value_of(ticket, text)
    return found if isinstance(found, date) else None
