"""Rules that cannot do what they say: never asked, never met, or excused by what they ask for.

What is certain is a mistake; what only looks as if it were not meant is a warning.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from config.clashes import clash, is_impossible
from config.clauses import ClauseSection, texts_of
from config.marks import Branch, Node
from config.mistakes import quoted
from config.schema import PackSection, RuleSection
from config.sections import scalars
from config.vocabulary import DAY_TESTS, FIELD_TESTS, TESTS
from config.wiring import Wired
from rules.pack import Condition
from rules.values import fold

CHOSEN_AND_BARRED = ("type", "status", "stage", "label")
MOST_COMPARED = 20  # conditions on one subject in one place; every pair of them is looked at


def look_over(packs: Iterable[PackSection]) -> None:
    """Tell on their pages which rules and ladders of some packs contradict themselves."""
    for pack in packs:
        for rule in pack.every_rule():
            _look_over_when(rule)
            _look_over_excuses(rule)
            _look_over_conjunctions(rule.must, "the rule can never pass")
            for excuse in rule.unless or ():
                _look_over_conjunctions((excuse,), "it never excuses a ticket")
        for ladder in pack.ladders:
            for step in ladder.steps:
                _look_over_conjunctions(step.needs or (), "the step is never taken")


def look_over_use(wired: Sequence[Wired]) -> None:
    """Warn of rules for a kind of work where nobody says what work is done, or where a whole pack is for other work.

    A pack for several kinds of work is no surprise where engagements say which of them is theirs.
    """
    for pack in {id(pack): pack for one in wired for pack in one.packs}.values():
        users = [one.engagement for one in wired if pack in one.packs]
        done = {user.work_type for user in users}
        rules = list(pack.every_rule())
        idle = [rule for rule in rules if (kinds := _work_of(rule)) and not done & set(kinds)]
        if idle and (done == {None} or len(idle) == len(rules)):
            names = ", ".join(user.name for user in users)
            told = (
                f"this is never asked: {names} is for no {' or '.join(_work_of(idle[0]))} work; look at work_type there"
            )
            idle[0].page.blame(idle[0].place_of("when", "work_type"), told, warning=True)


def _work_of(rule: RuleSection) -> tuple[str, ...]:
    return rule.when.work_type or () if rule.when is not None else ()


def _look_over_when(rule: RuleSection) -> None:
    """Compare what `when` chooses with what it bars: a rule for nothing is a mistake, a choice in vain a warning."""
    if rule.when is None:
        return
    for key in CHOSEN_AND_BARRED:
        chosen = {fold(name) for name in scalars(rule.when.node.get(key))}
        barred = list(scalars(rule.when.node.get(f"{key}_not")))
        in_vain = [name for name in barred if fold(name) in chosen]
        if chosen and chosen <= {fold(name) for name in barred}:
            told = f'no ticket is ever chosen: "{key}" takes only what "{key}_not" leaves out'
            rule.page.blame(rule.when.node.key_marks[f"{key}_not"], told)
        else:
            for name in in_vain:
                told = f'{quoted(name)} stands under "{key}", too; remove it from one of them'
                rule.page.blame(name.mark, told, warning=True)


def _look_over_excuses(rule: RuleSection) -> None:
    """Tell an excuse that holds wherever the rule is met, and one that holds wherever the rule is asked."""
    asked = dict(_every_condition(rule.must))
    for excuse in rule.unless or ():
        condition = _condition(excuse)
        if condition is None or "where" in excuse.node:
            continue
        if condition in asked:
            told = f"the rule can never pass: it asks for this in line {_line(asked[condition])}, and is not asked where it holds"
            excuse.page.blame(excuse.node.mark, told)
        elif _chosen_by_when(condition, rule):
            excuse.page.blame(excuse.node.mark, 'no ticket is ever asked: whatever "when" chooses is excused by this')


def _chosen_by_when(condition: Condition, rule: RuleSection) -> bool:
    """Tell whether every ticket `when` chooses meets a condition."""
    if rule.when is None:
        return False
    if condition.subject == "label" and condition.wanted == "present":
        return {fold(name) for name in rule.when.label or ()} == {condition.argument}
    chosen = {"type": rule.when.type, "status": rule.when.status, "priority": rule.when.priority}
    names = chosen.get(str(condition.argument)) if condition.subject == "field" else None
    excused = condition.wanted if isinstance(condition.wanted, tuple) else (condition.wanted,)
    return bool(names) and condition.test in {"equals", "one_of"} and set(map(fold, names or ())) <= set(excused)


def _look_over_conjunctions(clauses: Sequence[ClauseSection], so: str) -> None:
    """Tell of conditions that must all hold which of them cannot; `so` says what comes of it."""
    barred = dict(_every_barred(clauses))
    asked: dict[Condition, ClauseSection] = {}
    for condition, section in _every_condition(clauses):
        if condition in asked:
            told = f"this stands in line {_line(asked[condition])} already; once is enough"
            section.page.blame(section.node.mark, told, warning=True)
        elif is_impossible(condition):
            section.page.blame(section.node.mark, f"this can never hold, so {so}")
        elif condition in barred:
            _tell_pair(barred[condition], section, so)
        asked.setdefault(condition, section)
    for group in _by_subject(asked):
        for one, other in combinations(group, 2):
            if clash(one, other):
                _tell_pair(asked[one], asked[other], so)
    for clause in clauses:
        _look_over_groups(clause)


def _by_subject(asked: Iterable[Condition]) -> Iterator[list[Condition]]:
    """Yield the conditions on each subject, of ever so many only the first."""
    groups: defaultdict[object, list[Condition]] = defaultdict(list)
    for condition in asked:
        groups[condition.subject, condition.argument].append(condition)
    yield from (group[:MOST_COMPARED] for group in groups.values())


def _look_over_groups(clause: ClauseSection) -> None:
    if clause.where is not None:
        _look_over_conjunctions((clause.where,), "what it belongs to is never asked")
    for part in clause.parts:
        if clause.all_of is not None:
            _look_over_groups(part)  # its conditions were looked at with those beside it
        else:
            _look_over_conjunctions((part,), "this part is in vain")


def _tell_pair(first: ClauseSection, second: ClauseSection, so: str) -> None:
    told = f"this and {_said(first)} in line {_line(first)} shut each other out, so {so}; change one of them"
    second.page.blame(second.node.mark, told)


def _said(section: ClauseSection) -> str:
    """Return the test of a condition as it stands there, or its subject where there is no test."""
    key = next((key for key in section.node if key in TESTS), section.subject or "")
    value = texts_of(section.node[key])
    return quoted(f"{key}: {value if isinstance(value, str) else ', '.join(value)}")


def _line(section: ClauseSection) -> int:
    return section.page.line(section.node.mark)


def _every_condition(clauses: Iterable[ClauseSection]) -> Iterator[tuple[Condition, ClauseSection]]:
    """Yield the conditions that must all hold; those with a `where` may be skipped and are left out."""
    for clause in clauses:
        if "where" in clause.node:
            continue
        condition = _condition(clause)
        if condition is not None:
            yield condition, clause
        yield from _every_condition(clause.all_of or ())


def _every_barred(clauses: Iterable[ClauseSection]) -> Iterator[tuple[Condition, ClauseSection]]:
    """Yield the conditions of which none may hold."""
    for clause in clauses:
        if "where" in clause.node:
            continue
        for part in clause.none_of or ():
            condition = _condition(part)
            if condition is not None and "where" not in part.node:
                yield condition, part
        yield from _every_barred(clause.all_of or ())


def _condition(section: ClauseSection) -> Condition | None:
    """Return what a condition asks, in one spelling for all that are the same; None for groups."""
    if section.subject is None:
        return None
    about = section.node[section.subject]
    argument = _folded(about) if section.subject != "field" else texts_of(about)
    test = next((key for key in section.node if key in TESTS), None)
    if test is None:
        return Condition(section.subject, argument, "is", "present")
    names_a_field = test in {*FIELD_TESTS, *DAY_TESTS}
    return Condition(section.subject, argument, test, (texts_of if names_a_field else _folded)(section.node[test]))


def _folded(node: Node) -> str | tuple[str, ...]:
    if isinstance(node, Branch):
        return tuple(sorted(f"{key}: {', '.join(sorted(map(fold, scalars(value))))}" for key, value in node.items()))
    texts = texts_of(node)
    return fold(texts) if isinstance(texts, str) else tuple(map(fold, texts))
