"""What CPython can do at best on the forty rules: Python source written from them, then compiled.

Every test becomes an expression. In `by_rule` every rule is a function; in `by_status` all rules are one
function that tells statuses apart once a ticket, the fastest we know. Both know neither unseen facts,
waivers nor grace, and tell no words: floors to measure against, not rivals.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from rules.model import Outcome, Person, Severity, Standing, Ticket
from rules.pack import Clause, Condition, Group, Pack, Rule
from rules.values import fold

Judge = Callable[[Ticket, date], tuple[list[Outcome], Standing]]
NATIVE = ("title", "description", "type", "status", "priority", "assignee", "reporter", "owner", "due", "start", "estimate", "time spent", "parent")  # fmt: skip
SIGNS = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "not_before": ">=", "not_after": "<="}
KINDS = {"a date": "date", "a person": "Person", "a number": "float"}


SCOPE: Mapping[str, Any] = {
    "fold": fold,
    "date": date,
    "Person": Person,
    "timedelta": timedelta,
    "PASS": Outcome.PASS,
    "FAIL": Outcome.FAIL,
    "PENDING": Outcome.PENDING,
    "NOT": Outcome.NOT_APPLICABLE,
    "UNKNOWN": Outcome.UNKNOWN,
    "BLOCKED": Standing.BLOCKED,
    "UNKNOWN_STANDING": Standing.UNKNOWN,
    "ATTENTION": Standing.ATTENTION,
    "CLEAR": Standing.CLEAR,
}
EVERY = "every status"


def by_rule(pack: Pack) -> Judge:
    """Return a judge that calls one compiled function for each rule, in the order of the policy."""
    order = {fold(stage.name): place for place, stage in enumerate(pack.stages)}
    lines: list[str] = []
    rules: list[Rule] = []
    for place, stage in enumerate(pack.stages):
        last = place == len(pack.stages) - 1
        for rule in stage.entry:
            lines += _function(rule, len(rules), [f"if place != {place}: return NOT"])
            rules.append(rule)
        for rule in stage.exit:
            own = "" if last else f"PENDING if place == {place} else "
            lines += _function(rule, len(rules), [f"if place < {place}: return NOT"], own)
            rules.append(rule)
    for rule in pack.rules:
        lines += _function(rule, len(rules))
        rules.append(rule)
    scope = dict(SCOPE)
    exec(compile("\n".join(lines), "<forty rules>", "exec"), scope)
    functions = [(scope[f"rule_{number}"], rule.otherwise) for number, rule in enumerate(rules)]
    return lambda ticket, today: _all(functions, ticket, today, order)


def _function(rule: Rule, number: int, gate: Sequence[str] = (), own: str = "") -> list[str]:
    chosen, asked, met = _when(rule, EVERY), _asked_if(rule, EVERY), _met(rule)
    unmapped = [f" if place is None: return UNKNOWN if {chosen} else NOT"] if gate else []
    return [
        f"def rule_{number}(t, f, labels, kind, priority, status, place, today):",
        *unmapped,
        *(f" {line}" for line in gate),
        f" if not ({asked}): return NOT",
        f" return PASS if {met} else {own}FAIL",
    ]


def _all(
    functions: Sequence[tuple[Any, Severity]], t: Ticket, today: date, order: Mapping[str, int]
) -> tuple[list[Outcome], Standing]:
    labels, status = {fold(one) for one in t.labels}, fold(t.status)
    facts = (t, t.fields, labels, fold(t.type), fold(t.priority or ""), status, order.get(status), today)
    out, standing = [], Standing.CLEAR
    for ask, severity in functions:
        outcome = ask(*facts)
        out.append(outcome)
        if outcome is Outcome.FAIL and severity is Severity.BLOCK:
            standing = Standing.BLOCKED
        elif outcome is Outcome.UNKNOWN and severity is Severity.BLOCK and standing is not Standing.BLOCKED:
            standing = Standing.UNKNOWN
        elif outcome is Outcome.FAIL and severity is Severity.WARN and standing is Standing.CLEAR:
            standing = Standing.ATTENTION
    return out, standing


def by_status(pack: Pack) -> Judge:
    """Return one compiled function for all rules; outcomes come in the order of the policy."""
    lines = [
        "def judge(t, today):",
        " f, status, done = t.fields, fold(t.status), t.done",
        " labels = {fold(one) for one in t.labels}",
        " kind, priority = fold(t.type), fold(t.priority or '')",
        " out, block, warn, open_ = [], False, False, False",
    ]
    stages = [fold(stage.name) for stage in pack.stages]
    for here, name in enumerate([*stages, None]):
        lines.append(f" {'el' if here else ''}if status == {name!r}:" if name else " else:")
        lines += _at(pack, here if name else None, name)
    lines += [
        " standing = BLOCKED if block else UNKNOWN_STANDING if open_ else ATTENTION if warn else CLEAR",
        " return out, standing",
    ]
    scope = dict(SCOPE)
    exec(compile("\n".join(lines), "<forty rules>", "exec"), scope)
    return scope["judge"]  # type: ignore[return-value]


def _at(pack: Pack, here: int | None, name: str | None) -> list[str]:
    lines: list[str] = []
    for place, stage in enumerate(pack.stages):
        for rule in stage.entry:
            lines += _rule(rule, name, asked=here == place, unmapped=here is None)
        for rule in stage.exit:
            is_last = here == len(pack.stages) - 1
            lines += _rule(
                rule,
                name,
                asked=here is not None and place <= here,
                unmapped=here is None,
                own=place == here and not is_last,
            )
    for rule in pack.rules:
        lines += _rule(rule, name, asked=True)
    return lines


def _rule(rule: Rule, stage: str | None, *, asked: bool, unmapped: bool = False, own: bool = False) -> list[str]:
    chosen = _when(rule, stage)
    if (not asked and not unmapped) or chosen == "False":
        return ["  out.append(NOT)"]
    flag = {"block": "block = True", "warn": "warn = True", "info": "pass"}[rule.otherwise]
    if unmapped:
        open_ = "; open_ = True" if rule.otherwise == "block" else ""
        return [f"  if {chosen}: out.append(UNKNOWN){open_}", "  else: out.append(NOT)"]
    asked_if, met = _asked_if(rule, stage), _met(rule)
    lines = [f"  if {asked_if}:", f"   if {met}: out.append(PASS)"]
    lines += ["   else: out.append(PENDING)"] if own else ["   else:", "    out.append(FAIL)", f"    {flag}"]
    return [*lines, "  else: out.append(NOT)"]


def _asked_if(rule: Rule, stage: str | None) -> str:
    unless = " or ".join(_clause(one) for one in rule.unless)
    where = " or ".join(_clause(one.where) for one in rule.must if one.where) if rule.must[0].where else ""
    parts = (_when(rule, stage), f"not ({unless})" if unless else "", where and f"({where})")
    return " and ".join(part for part in parts if part not in {"", "True"}) or "True"


def _met(rule: Rule) -> str:
    return " and ".join(f"({_clause(one)})" for one in rule.must)


def _when(rule: Rule, stage: str | None) -> str:
    parts: list[str] = []
    for key, values in rule.when.items():
        folded = {fold(value) for value in values}
        name, reverse = key.removesuffix("_not"), key.endswith("_not")
        if name in {"stage", "status"} and stage == EVERY:
            parts.append(f"status {'not in' if reverse else 'in'} {folded!r}")
            continue
        if name in {"stage", "status"}:
            if ((stage in folded) if stage is not None else name == "status" and False) == reverse:
                return "False"
            continue
        parts.append(("not " if reverse else "") + f"({_chooses(name, folded)})")
    return " and ".join(parts) or "True"


def _chooses(name: str, folded: set[str]) -> str:
    if name == "label":
        return " or ".join(f"{one!r} in labels" for one in folded)
    if name in {"type", "priority"}:
        return f"{'kind' if name == 'type' else 'priority'} in {folded!r}"
    return f"(v := f.get({name.removeprefix('field:')!r})) is not None and fold(v) in {folded!r}"


def _read(name: str) -> str:
    return f"t.{name.replace(' ', '_')}" if name in NATIVE else f"f.get({name!r})"


def _clause(clause: Clause) -> str:
    if isinstance(clause, Group):
        word = " and " if clause.kind == "all_of" else " or "
        inner = word.join(f"({_clause(part)})" for part in clause.parts)
        return f"not ({inner})" if clause.kind == "none_of" else inner
    return _condition(clause)


def _condition(one: Condition) -> str:
    name, wanted = str(one.argument), one.wanted
    if one.subject == "label":
        return f"{fold(name)!r} {'not in' if wanted == 'absent' else 'in'} labels"
    if one.subject == "attachments":
        return "bool(t.attachments)" if name == "any" else f"any({name.strip('*')!r} in fold(a) for a in t.attachments)"
    if one.subject == "checklist":
        return f"any(fold(c.name) == {fold(name)!r} and c.items and all(i.done for i in c.items) for c in t.checklists)"
    return _field(one.test or "is", name, wanted)


def _field(test: str, name: str, wanted: object) -> str:  # noqa: C901, PLR0911 - a table: each test and its expression
    value, text = f"(v := {_read(name)})", str(wanted)
    many = wanted if isinstance(wanted, tuple) else (text,)
    folded = {fold(str(one)) for one in many}
    if name == "labels":
        return f"len(t.labels) {SIGNS[test]} {text}"
    match test:
        case "is" if text in KINDS:
            return f"isinstance({_read(name)}, {KINDS[text]})"
        case "is":
            return f"{value} is not None and v != ''"
        case "one_of":
            return f"{value} is not None and fold(v) in {folded!r}"
        case "not_one_of":
            return f"{value} is None or fold(v) not in {folded!r}"
        case "contains" | "contains_any":
            return f"{value} is not None and (" + " or ".join(f"{one!r} in fold(v)" for one in folded) + ")"
        case "starts_with":
            return f"{value} is not None and fold(v).startswith({fold(text)!r})"
        case "length_at_least":
            return f"{value} is not None and len(fold(v)) >= {text}"
        case "differs_from":
            return f"{value} is not None and (w := {_read(text)}) is not None and v.id != w.id or (v is None and {_read(text)} is not None)"
        case "at_least" | "at_most" | "more_than":
            return f"{value} is not None and v {SIGNS[test]} {text.split(maxsplit=1)[0]}"
    return f"{value} is not None and (w := {_day(text)}) is not None and v {SIGNS[test]} w"


def _day(text: str) -> str:
    if text.startswith("today +"):
        return f"today + timedelta(days={text.split()[2]})"
    return "today" if text == "today" else _read(text)
