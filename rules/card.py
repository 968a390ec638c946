"""What a rule is, in words that hang on no ticket: the same for its page, the terminal and programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from rules.examples import Facts, expected
from rules.explain import Line, lines_of_when, lines_on
from rules.model import Gate, Outcome, Severity, Side, Ticket
from rules.not_asked import OF_THE_ENGAGEMENT
from rules.pack import Clause, Group, Rule
from rules.policy import CompiledRule
from rules.scene import Scene, Setting

NOWHERE = Scene(Ticket("", "", ""), datetime(2000, 1, 1, tzinfo=UTC), date(2000, 1, 1), Setting(), {})
TELL_A_VALUE = frozenset({"before", "after", "not_before", "not_after", "same_as", "differs_from"})

FAILURES = {
    Severity.BLOCK: "block (a failure blocks the ticket; in mode enforce it is held)",
    Severity.WARN: "warn (a failure is shown on the ticket and holds nothing up)",
    Severity.INFO: "info (a failure is a note and leaves the standing as it is)",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One rule for readers. `rows` are a label and a sentence's end each; `when` is told in words already."""

    rule: Rule
    pack: str
    gate: Gate | None
    owner: str | None
    rows: tuple[tuple[str, str], ...]
    when: tuple[str, ...]
    unless: tuple[Line, ...]
    must: tuple[Line, ...]

    def first_example(self, outcome: Outcome) -> Facts | None:
        """Return the facts of the first example with an outcome."""
        return next((facts for _, one, facts in expected(self.rule) if one is outcome), None)


def card_of(rule: CompiledRule, owner: str | None) -> Card:
    """Describe a rule. `owner` looks after the pack, and so after rules that name nobody."""
    return Card(
        rule=rule.rule,
        pack=rule.pack,
        gate=rule.gate,
        owner=rule.rule.owner or owner,
        rows=tuple(_rows(rule, owner)),
        when=tuple(_words_of_when(rule)),
        unless=asked(rule.rule.unless, rule.pack),
        must=asked(rule.rule.must, rule.pack),
    )


def _rows(rule: CompiledRule, owner: str | None) -> Iterator[tuple[str, str]]:
    told = rule.rule
    rows = (
        ("because", told.because),
        ("fix", told.fix),
        ("asked", _where_asked(rule)),
        ("otherwise", FAILURES[told.otherwise]),
        ("grace", _grace(rule)),
        ("waiver", _waiver(told)),
        ("owner", told.owner or owner or ""),
        ("pillar", told.pillar or ""),
    )
    yield from (row for row in rows if row[1])


def _where_asked(rule: CompiledRule) -> str:
    home = " on the engagement's home ticket only" if rule.at_home else ""
    match rule.gate:
        case None:
            return home.strip() or "in every stage"
        case Gate(stage=stage, side=Side.ENTRY):
            return f"on entering {stage}, and while the ticket is there{home and ';' + home}"
        case Gate(stage=stage):
            return f"before leaving {stage}: shown as still to do while the ticket is there, asked in every later stage{home and ';' + home}"


def _grace(rule: CompiledRule) -> str:
    if rule.rule.grace is None:
        return ""
    begin = "the ticket's creation" if rule.gate is None else "the move into the present status"
    return f"{rule.rule.grace} from {begin}; until then a failure is pending"


def _waiver(rule: Rule) -> str:
    if not rule.waivable_by:
        return "nobody can waive it"
    length = f", for at most {rule.waiver_at_most}" if rule.waiver_at_most else ""
    return f"by {' or '.join(rule.waivable_by)}{length}"


def _words_of_when(rule: CompiledRule) -> Iterator[str]:
    for key in sorted(OF_THE_ENGAGEMENT & set(rule.rule.when)):
        if not (key == "home" and rule.at_home):
            yield f"{key} is {' or '.join(rule.rule.when[key])}"
    for line in lines_of_when(rule.rule, rule.pack, NOWHERE):
        yield line.wanted


def asked(clauses: Sequence[Clause], pack: str) -> tuple[Line, ...]:
    """Say what conditions want, whatever the ticket; only the words of the lines mean anything."""
    return tuple(map(_timeless, clauses, lines_on(clauses, pack, NOWHERE)))


def _timeless(clause: Clause, line: Line) -> Line:
    """Leave out what tests on a day or on another field tell in brackets: the value at that moment."""
    where = _timeless(clause.where, line.where) if clause.where is not None and line.where is not None else None
    if isinstance(clause, Group):
        return replace(line, parts=tuple(map(_timeless, clause.parts, line.parts)), where=where)
    tells_a_value = clause.test in TELL_A_VALUE and line.wanted.endswith(")")
    return replace(line, wanted=line.wanted.rpartition(" (")[0] if tells_a_value else line.wanted, where=where)
