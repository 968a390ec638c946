"""The forty rules in other expression engines, to measure against: CEL in Rust, and Jinja.

Both get more than their share done for them beforehand: gates and `when` are decided by us, texts are folded,
days are numbers, and what has no word in them is a truth of its own. What is left is their evaluation alone.
An engine that is not installed is left out: `pip install common-expression-language jinja2`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from rules.fitting import fitting_for
from rules.model import Person
from rules.pack import Clause, Condition, Group
from rules.policy import Policy
from rules.scene import Scene
from rules.values import fold
from tests.bench.reference import value_of

Context = Mapping[str, object]
Ask = Callable[[Context], object]
SIGNS = {"at_least": ">=", "at_most": "<=", "more_than": ">", "not_before": ">=", "not_after": "<="}
FIELDS = ("title", "description", "priority", "assignee", "reporter", "owner", "due", "start", "estimate", "time spent", "parent", "Acceptance criteria", "Deliverable", "Delivery notes", "Impact", "Probability", "Mitigation", "Points", "Reviewer", "Severity")  # fmt: skip


def context_of(scene: Scene) -> Context:
    """Return a ticket as plain values, with everything that no expression language has a word for."""
    ticket = scene.ticket
    told: dict[str, object] = {
        "labels": [fold(one) for one in ticket.labels],
        "files": list(ticket.attachments),
        "notes_are_there": any("notes" in one for one in ticket.attachments),
        "list_is_done": all(item.done for one in ticket.checklists for item in one.items),
        "today": scene.today.toordinal(),
    }
    for name in FIELDS:
        value = value_of(ticket, name)
        told[f"has_{slug(name)}"] = value is not None
        told[slug(name)] = _plain(value)
    return told


def slug(name: str) -> str:
    return name.lower().replace(" ", "_")


def _plain(value: object) -> object:
    if isinstance(value, Person):
        return str(value.id)
    if hasattr(value, "toordinal"):
        return int(value.toordinal())
    return value if isinstance(value, float) else fold(str(value or ""))


def expression(clauses: tuple[Clause, ...], *, cel: bool) -> str:
    """Write conditions as an expression of CEL, or of Python as Jinja reads it."""
    words = (" && ", " || ", "!") if cel else (" and ", " or ", "not ")
    return words[0].join(f"({_clause(one, words, cel=cel)})" for one in clauses)


def _clause(one: Clause, words: tuple[str, str, str], *, cel: bool) -> str:
    told = _group(one, words, cel=cel) if isinstance(one, Group) else _condition(one, words, cel=cel)
    return told if one.where is None else f"{words[2]}({_clause(one.where, words, cel=cel)}){words[1]}({told})"


def _group(one: Group, words: tuple[str, str, str], *, cel: bool) -> str:
    joined = (words[0] if one.kind == "all_of" else words[1]).join(
        f"({_clause(part, words, cel=cel)})" for part in one.parts
    )
    return f"{words[2]}({joined})" if one.kind == "none_of" else joined


def _condition(one: Condition, words: tuple[str, str, str], *, cel: bool) -> str:
    name = str(one.argument)
    if one.subject == "label":
        return (words[2] if one.wanted == "absent" else "") + f'("{fold(name)}" in labels)'
    if one.subject == "attachments":
        return ("size(files) > 0" if cel else "files | length > 0") if name == "any" else "notes_are_there"
    if one.subject == "checklist":
        return "list_is_done"
    if name == "labels":
        return f"size(labels) <= {one.wanted}" if cel else f"labels | length <= {one.wanted}"
    return _field(one.test or "is", slug(name), one.wanted, words, cel=cel)


def _field(test: str, name: str, wanted: object, words: tuple[str, str, str], *, cel: bool) -> str:
    both, either, no = words
    text = str(wanted)
    many = "[" + ", ".join(f'"{fold(str(part))}"' for part in (wanted if isinstance(wanted, tuple) else (text,))) + "]"
    contains = [f'{name}.contains("{part}")' if cel else f'"{part}" in {name}' for part in map(fold, _texts(wanted))]
    told = {
        "is": "true" if cel else "True",
        "one_of": f"{name} in {many}",
        "contains": contains[0],
        "contains_any": "(" + either.join(contains) + ")",
        "starts_with": f'{name}.{"startsWith" if cel else "startswith"}("{fold(text)}")',
        "length_at_least": f"size({name}) >= {text}" if cel else f"{name} | length >= {text}",
    }
    if test == "not_one_of":
        return f"{no}(has_{name}{both}{name} in {many})"
    if test == "differs_from":
        return f"has_{text}{both}({no}has_{name}{either}{name} != {text})"
    if test in told:
        return f"has_{name}{both}{told[test]}"
    return f"has_{name}{both}{_limit(test, name, text, both)}"


def _texts(wanted: object) -> tuple[str, ...]:
    return wanted if isinstance(wanted, tuple) else (str(wanted),)


def _limit(test: str, name: str, text: str, both: str) -> str:
    if text.startswith("today"):
        return f"{name} {SIGNS[test]} {text.removesuffix(' days')}"
    if not text[0].isdigit():
        return f"has_{text}{both}{name} {SIGNS[test]} {text}"
    return f"{name} {SIGNS[test]} {float(text.split(maxsplit=1)[0])}"


def engines() -> dict[str, Callable[[str], Ask]]:
    """Return the engines that are installed, each with how it compiles an expression."""
    found: dict[str, Callable[[str], Ask]] = {}
    if find_spec("cel"):
        cel = import_module("cel")
        found["CEL in Rust"] = lambda text: cel.compile(text).execute
    if find_spec("jinja2"):
        found["Jinja"] = partial(_of_jinja, import_module("jinja2").Environment())
    return found


def _of_jinja(environment: Any, text: str) -> Ask:
    ask = environment.compile_expression(text)
    return lambda context: ask(**context)


def asked_of(policy: Policy, scenes: list[Scene]) -> list[list[int]]:
    """Return, ticket by ticket, the rules whose conditions are looked at."""
    told: list[list[int]] = []
    for scene in scenes:
        fitting = fitting_for(policy, scene)
        others = [one.index for one in fitting.others if one.chooses is None or one.chooses(scene).name == "HOLDS"]
        told.append([index for index, *_ in fitting.plain] + others)
    return told


def evaluation(policy: Policy, compiler: Callable[[str], Ask], *, cel: bool) -> list[Ask]:
    """Compile the conditions of every rule."""
    return [compiler(expression(rule.rule.must, cel=cel)) for rule in policy.rules]


def answers(asks: list[Ask], asked: list[list[int]], contexts: list[Context]) -> list[list[bool]]:
    """Evaluate what is asked of every ticket."""
    return [[bool(asks[index](context)) for index in some] for some, context in zip(asked, contexts, strict=True)]


def truths(policy: Policy, asked: list[list[int]], scenes: list[Scene]) -> list[list[bool]]:
    """Return what our own conditions say to the same questions."""
    return [
        [policy.rules[index].met(scene).name in {"HOLDS", "SKIPPED"} for index in some]
        for some, scene in zip(asked, scenes, strict=True)
    ]
