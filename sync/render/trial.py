"""What came of trying rules on their examples: for a terminal, as JSON, and as JUnit XML."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from rules.model import Outcome
from rules.reach import Unreached
from rules.trial import RuleTrial, Stranger, Trial, Tryout
from rules.values import Answer
from sync.render.documents import dumped
from sync.render.terminal import Ink, columns
from sync.render.wording import clean

INDENT = " " * 6
UNBROKEN = Ink(width=10_000)


def tryout_document(told: Tryout) -> str:
    """Return what `test --json` prints (CONTRACT section 1)."""
    return dumped(
        {
            "schema": 1,
            "passed": told.tried - told.wrong,
            "failed": told.wrong,
            "failures": [_failure(rule, trial) for rule in told.rules for trial in rule.wrong],
            "uncovered": [rule.rule for rule in told.uncovered],
            "rules": len(told.rules),
            "unreached": [dict(zip(("rule", "branch", "file", "line"), gap, strict=True)) for gap in _unreached(told)],
        }
    )


def _failure(rule: RuleTrial, trial: Trial) -> dict[str, object]:
    return {
        "rule": rule.rule,
        "example": trial.example.place,
        "expected": trial.example.expected,
        "actual": strangers_words(rule, trial) if trial.has_expected_outcome else trial.finding.outcome,
    }


def _unreached(told: Tryout) -> Iterator[tuple[str, str, str, int]]:
    """Yield rule, branch in words, file and line."""
    for rule in told.rules:
        for one in rule.unreached:
            place = told.places[rule.rule]
            yield rule.rule, branch_words(one), place.file, place.line_of(one.branch)


def branch_words(one: Unreached) -> str:
    """Name a branch and what it never did."""
    never = [words for answer, words in _never(one) if answer in one.never]
    return f"{one.branch} {'is never asked' if len(never) > 1 else never[0]}"


def _never(one: Unreached) -> tuple[tuple[Answer, str], ...]:
    return (Answer.HOLDS, "never decides" if one.is_alternative else "never holds"), (Answer.FAILS, "never fails")


def strangers_words(rule: RuleTrial, trial: Trial) -> str:
    """Say which names of an example the rule does not look at, and which were probably meant."""
    return "; ".join(_stranger(stranger, rule) for stranger in trial.strangers)


def _stranger(stranger: Stranger, rule: RuleTrial) -> str:
    said = f"names “{stranger.name}”, which the rule does not look at"
    if stranger.meant:
        return f"{said}; did you mean “{stranger.meant}”?"
    return f"{said}; it looks at: {', '.join(rule.looks_at)}" if rule.looks_at else said


def wrong_lines(told: Tryout, ink: Ink) -> list[str]:
    """Return every wrong example, rule by rule: what was expected, what came, found and wanted."""
    lines: list[str] = []
    for rule in told.rules:
        if rule.wrong:
            place = told.places[rule.rule]
            lines += [f"{ink.style('WRONG', 'bold', 'red')} {ink.style(rule.rule, 'bold')}  {place.file}:{place.line}"]
            lines += [line for trial in rule.wrong for line in _trial_lines(rule, trial, ink)]
    return lines


def _trial_lines(rule: RuleTrial, trial: Trial, ink: Ink) -> Iterator[str]:
    finding = trial.finding
    if not trial.has_expected_outcome:
        yield ink.style(f"{INDENT}{trial.example.place}: expected {trial.example.expected}, got {finding.outcome}")
        until = f" (pending until {finding.until:%Y-%m-%d %H:%M} UTC)" if finding.until else ""
        for label, text in (("found: ", finding.found + until), ("wanted: ", finding.wanted)):
            if text:
                yield from ink.paragraph(label + text, INDENT * 2, hanging=INDENT * 2 + " " * len(label))
    if trial.strangers:
        yield from ink.paragraph(f"{trial.example.place}: {strangers_words(rule, trial)}", INDENT, hanging=INDENT * 2)


def tryout_lines(told: Tryout, ink: Ink) -> list[str]:
    """Return a whole tryout for a terminal: what is wrong, what is missing, and what it all comes to."""
    return [*wrong_lines(told, ink), *_gap_lines(told, ink), _summary(told, ink)]


def _gap_lines(told: Tryout, ink: Ink) -> Iterator[str]:
    uncovered = [(told.places[rule.rule], rule) for rule in told.uncovered]
    yield from _table(
        "Rules without an example that passes, or without one that fails:",
        [(f"{place.file}:{place.line}", rule.rule, _missing(rule)) for place, rule in uncovered],
        ink,
    )
    yield from _table(
        "Branches that no example reaches:",
        [(f"{file}:{line}", rule, words) for rule, words, file, line in _unreached(told)],
        ink,
    )


def _table(title: str, rows: Sequence[tuple[str, str, str]], ink: Ink) -> list[str]:
    return [ink.style(title, "yellow"), *(f"{INDENT}{line}" for line in columns(rows))] if rows else []


def _missing(rule: RuleTrial) -> str:
    shown = {trial.example.expected for trial in rule.trials}
    lists = (("passes", Outcome.PASS), ("fails", Outcome.FAIL))
    return "no " + ", no ".join(name for name, outcome in lists if outcome not in shown)


def _summary(told: Tryout, ink: Ink) -> str:
    counts = f"{_count(len(told.packs), 'pack')}, {_count(len(told.rules), 'rule')}, {_count(told.tried, 'example')}"
    gaps = f"{_count(len(told.uncovered), 'rule')} uncovered, {_count(told.unreached, 'branch', 'branches')} unreached"
    wrong = ink.style(f"{told.wrong} wrong", *(("bold", "red") if told.wrong else ("green",)))
    return f"{counts}: {wrong}. {gaps}."


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def junit(told: Tryout) -> bytes:
    """Return JUnit XML, UTF-8: a suite for each pack, a case for each example."""
    root = ET.Element("testsuites", tests=str(told.tried), failures=str(told.wrong))
    for pack, rules in groupby(told.rules, key=lambda rule: rule.pack):
        _suite(root, pack, tuple(rules), told)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _suite(root: ET.Element, pack: str, rules: Sequence[RuleTrial], told: Tryout) -> None:
    tests, failures = sum(len(rule.trials) for rule in rules), sum(len(rule.wrong) for rule in rules)
    suite = ET.SubElement(root, "testsuite", name=pack, tests=str(tests), failures=str(failures))
    for rule in rules:
        for trial in rule.trials:
            name = clean(f"{rule.rule}: {trial.example.place}")
            case = ET.SubElement(suite, "testcase", classname=pack, name=name, file=told.places[rule.rule].file)
            if not trial.is_right:
                first, *rest = [clean(line) for line in _trial_lines(rule, trial, UNBROKEN)]
                ET.SubElement(case, "failure", message=first).text = "\n".join([first, *rest])
