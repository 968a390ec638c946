"""Where rules and the branches of their conditions stand in the files."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from config.clauses import ClauseSection
from config.library import Library
from config.schema import RuleSection
from config.vocabulary import GROUPS
from rules.reach import part_of, where_of
from rules.trial import Place


def places_of(library: Library) -> Mapping[str, Place]:
    """Return the place of every rule, by its name."""
    return MappingProxyType({rule.name: _place(rule) for pack in library.packs for rule in pack.every_rule()})


def _place(rule: RuleSection) -> Place:
    lists = (("must", rule.must), ("unless", rule.unless or ()))
    lines = {
        branch: line
        for kind, clauses in lists
        for number, clause in enumerate(clauses, 1)
        for branch, line in _lines(clause, f"{kind} {number}")
    }
    return Place(rule.page.file, rule.page.line(rule.place_of("name")), MappingProxyType(lines))


def _lines(clause: ClauseSection, branch: str) -> Iterator[tuple[str, int]]:
    yield branch, clause.page.line(clause.node.mark)
    kind = next((key for key in GROUPS if key in clause.node), "")
    for number, part in enumerate(clause.parts, 1):
        yield from _lines(part, part_of(branch, kind, number))
    if clause.where is not None:
        yield from _lines(clause.where, where_of(branch))
