"""Fields rules name: found, missing, or two of one name; and whether what they hold fits the tests (RULINGS V17)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from rules.looked_at import facts_looked_at
from rules.model import Severity
from rules.policy import CompiledRule, Policy, conditions_of
from rules.values import fold
from sync.checkup.checks import Check, Place, some
from sync.engagement import Engagement
from sync.examination import FieldFact, Kind, Sample
from sync.ports import Needs

AMOUNTS = frozenset({"at_least", "at_most", "more_than", "less_than"})
DAYS = frozenset({"before", "after", "not_before", "not_after", "within"})
DATE_WORDS = frozenset({"a date", "a past date", "a future date"})
COUNTED = frozenset({Kind.LIST, Kind.PEOPLE})  # amounts count their values (RULINGS V6)


@dataclass(frozen=True, slots=True)
class Found:
    """Fields by the name rules use, the names with no field, and those with several."""

    fields: Mapping[str, FieldFact] = field(default_factory=lambda: MappingProxyType({}))
    missing: tuple[str, ...] = ()
    doubled: Mapping[str, tuple[FieldFact, ...]] = field(default_factory=lambda: MappingProxyType({}))


def resolve(needs: Needs, facts: Sequence[FieldFact]) -> Found:
    """Find each field by the id or name it is mapped to: by id, by the exact name, then whatever the case."""
    met = {name: _meant(told or name, facts) for name, told in needs.fields.items()}
    return Found(
        MappingProxyType({name: found[0] for name, found in met.items() if len(found) == 1}),
        tuple(name for name, found in met.items() if not found),
        MappingProxyType({name: found for name, found in met.items() if len(found) > 1}),
    )


def _meant(told: str, facts: Sequence[FieldFact]) -> tuple[FieldFact, ...]:
    by_id = tuple(one for one in facts if one.id == told)
    exact = tuple(one for one in facts if one.name == told)
    return by_id or exact or tuple(one for one in facts if fold(one.name) == fold(told))


def fields(
    engagement: Engagement, policy: Policy, found: Found, facts: Sequence[FieldFact], samples: Sequence[Sample]
) -> Iterator[Check]:
    """Judge every field that rules and notices of an engagement name."""
    place = Place("fields", engagement.name, engagement.source)
    for name in sorted({*found.fields, *found.missing, *found.doubled}, key=str.casefold):
        users = [rule for rule in policy.rules if name in facts_looked_at(rule)]
        if name in found.doubled:
            yield _doubled(place, name, found.doubled[name], users)
        elif name in found.missing:
            yield _missing(place, name, engagement.fields.get(name), facts, users)
        else:
            yield _found(place, name, found.fields[name], users, samples)


def _doubled(place: Place, name: str, twins: Sequence[FieldFact], users: Sequence[CompiledRule]) -> Check:
    ways = " or ".join(f"`{name}: {one.id}`" for one in twins)
    said = f"{len(twins)} fields have this name, and {_users(users)} cannot tell which is meant"
    return place.fail(name, said, f"Write under fields: of {place.engagement} one of: {ways}.")


def _missing(
    place: Place, name: str, told: str | None, facts: Sequence[FieldFact], users: Sequence[CompiledRule]
) -> Check:
    known = {fold(one.name): one for one in facts}
    near = get_close_matches(fold(told or name), known, n=1, cutoff=0.6)
    example = f"`{name}: {known[near[0]].name}`" if near else f"`{name}: its name or id there`"
    mapped = f" called {told}" if told else ""
    said = f"{place.source} has no field{mapped} here; {_users(users)} cannot be decided where it counts"
    fix = f"Make the field in {place.source}, or write under fields: of {place.engagement} which one is meant, such as {example}."
    if any(rule.severity is Severity.BLOCK for rule in users):
        return place.fail(name, said, fix)
    return place.warn(name, said, fix)


def _users(users: Sequence[CompiledRule]) -> str:
    return f"{'rule' if len(users) == 1 else 'rules'} {some([one.name for one in users])}" if users else "notices"


def _found(place: Place, name: str, fact: FieldFact, users: Sequence[CompiledRule], samples: Sequence[Sample]) -> Check:
    if fact.kind is Kind.UNREADABLE:
        fix = "Use a field of another kind; a formula or a text can often show the same."
        return place.warn(name, f"{fact.id} is of a kind that cannot be read", fix)
    misfit = next((told for rule in users for told in _misfits(rule, name, fact.kind)), None)
    if misfit is not None:
        return place.warn(name, misfit, f"Make it a field that fits, or change the rule; it is {fact.id} now.")
    if fact.missing_in:
        fix = f"Add the field to {some(fact.missing_in)}, or keep these tickets out with `when` in the rules."
        return place.warn(name, f"tickets in {some(fact.missing_in)} do not have it", fix)
    if _is_never_shown(fact, samples):
        fix = f"Put {fact.name} on the screens and into the context of this scope, and let the bot's account see it."
        return place.warn(name, f"is {fact.id}, and none of {len(samples)} tickets looked at shows it", fix)
    return place.ok(name, f"is {fact.id}, {fact.kind}")


def _is_never_shown(fact: FieldFact, samples: Sequence[Sample]) -> bool:
    return bool(samples) and all(one.shows is not None and fact.id not in one.shows for one in samples)


def _misfits(rule: CompiledRule, name: str, kind: Kind) -> Iterator[str]:
    """Yield what a rule asks of a field that the field's kind cannot give; a list is counted by amounts."""
    for one in conditions_of((*rule.rule.must, *rule.rule.unless)):
        if one.subject == "field" and one.argument == name and one.test is not None:
            word = fold(str(one.wanted)) if one.test == "is" else ""
            for asked, fitting in _fitting_kinds(one.test, word):
                if kind not in fitting:
                    yield f"rule {rule.name} asks it for {asked}, and it holds {_HOLDS[kind]}"


def _fitting_kinds(test: str, word: str) -> Iterator[tuple[str, frozenset[Kind]]]:
    if test in AMOUNTS:
        yield "a number", frozenset({Kind.NUMBER, Kind.OTHER}) | COUNTED
    if word == "a number":
        yield "a number", frozenset({Kind.NUMBER, Kind.OTHER})
    if test in DAYS or word in DATE_WORDS:
        yield "a date", frozenset({Kind.DATE, Kind.OTHER})
    if word == "a person":
        yield "a person", frozenset({Kind.PERSON, Kind.PEOPLE, Kind.TEXT, Kind.OTHER})
    if word in {"true", "false"}:
        yield "a tick", frozenset({Kind.TICK, Kind.OTHER, Kind.LIST, Kind.CHOICE})
    if test == "starts_with":
        yield "one text", frozenset(Kind) - COUNTED


_HOLDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.PERSON: "a person",
    Kind.PEOPLE: "people",
    Kind.CHOICE: "a choice",
    Kind.LIST: "a list",
    Kind.TICK: "a tick",
    Kind.OTHER: "something else",
    Kind.UNREADABLE: "something unreadable",
}
