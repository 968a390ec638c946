"""Which facts of an example a rule looks at, so that a misspelt name cannot pass unnoticed."""

from collections.abc import Callable, Iterator, Mapping

from rules.counted import filters_of, texts_of
from rules.model import Side
from rules.pack import Condition
from rules.policy import CompiledRule, conditions_of
from rules.terms import day_term_of
from rules.values import fold

EVERY_TICKET_HAS = frozenset({"type", "title", "status", "stage", "work_type", "today"})
"""What any example may tell to set the scene: a ticket has these, its engagement a kind of work, and it is some day."""

_DAYS = frozenset({"before", "after", "not_before", "not_after"})
_OTHER_FIELD = frozenset({"same_as", "differs_from", "by", "by_not"})


def facts_looked_at(rule: CompiledRule) -> frozenset[str]:
    """Return the keys of examples that can make a difference to a rule, those every ticket has left out."""
    return frozenset({*_of_gate(rule), *_of_when(rule), *_of_conditions(rule)}) - EVERY_TICKET_HAS


def _of_gate(rule: CompiledRule) -> Iterator[str]:
    if rule.at_home:
        yield "engagement"
    if rule.gate is not None and rule.gate.side is Side.EXIT:
        yield "resolved"  # the exit of the last stage is answered once the ticket is done
    if rule.grace is not None:
        yield from ("created", "moved") if rule.gate else ("created",)


def _of_when(rule: CompiledRule) -> Iterator[str]:
    for key in rule.rule.when:
        name = key if key.startswith("field:") else key.removesuffix("_not")
        yield {"label": "labels", "home": "engagement"}.get(name, name.removeprefix("field:"))


def _of_conditions(rule: CompiledRule) -> Iterator[str]:
    for condition in conditions_of((*rule.rule.must, *rule.rule.unless)):
        yield from OF_SUBJECT[condition.subject](condition)
        if condition.test in _OTHER_FIELD:
            yield from texts_of(condition.wanted)
        elif condition.test in _DAYS and day_term_of(str(condition.wanted)) is None:
            yield str(condition.wanted)


def _only(*keys: str) -> Callable[[Condition], tuple[str, ...]]:
    return lambda _condition: keys


def _ends(condition: Condition) -> tuple[str, ...]:
    names = (name for names in filters_of(condition).values() for name in names)
    return tuple(name for name in names if fold(name) != "now")


OF_SUBJECT: Mapping[str, Callable[[Condition], tuple[str, ...]]] = {
    "field": lambda condition: texts_of(condition.argument),
    "label": _only("labels"),
    "checklist": _only("checklists"),
    "attachments": _only("attachments"),
    "link": _only("links"),
    "children": _only("children"),
    "comment": _only("comments"),
    "moved": _only("moved"),
    "time_in": _only("time_in"),
    "engagement": _only("engagement"),
    "between": _ends,
    "changed": lambda condition: ("changed", *texts_of(condition.argument)),  # its value now belongs to its history
    "went_back": _only("moved"),
    "first_response": _only("created", "comments", "reporter"),
    "contacts": _only("contacts"),
}
