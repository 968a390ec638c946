"""The page of a pack as Markdown: its stages, and each rule under a heading that is its name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import yaml

from rules.card import Card, asked, card_of
from rules.examples import Facts
from rules.explain import Line
from rules.model import Gate, Outcome
from rules.pack import Ladder, Pack, Step
from rules.policy import compile_policy
from rules.scene import Setting
from sync.render.conditions import wanted_tree
from sync.render.wording import clean
from sync.trying.rule_pages import anchor_of

MARKUP = re.compile(r"([\\`*_\[\]<>|~&])")
BEGINS_A_BLOCK = re.compile(r"^([-+#=]|\d+(?=[.)]))")
LABELS = {
    "because": "Because",
    "fix": "What to do",
    "asked": "Asked",
    "otherwise": "If it fails",
    "grace": "Grace",
    "waiver": "Waiver",
    "owner": "Owner",
    "pillar": "Pillar",
}
DEEDS = {"comment": "writes a comment", "mention": "mentions", "label": "sets the label", "notice": "sends the notice"}


def page_of(pack: Pack) -> str:
    """Return the page of a pack. The same pack gives the same text on any day."""
    policy = compile_policy((pack,), Setting(), {})
    cards = [card_of(rule, pack.owner) for rule in policy.rules]
    lines = [
        f"# Pack {pack.name}",
        "",
        *_paragraph(pack.says),
        f"Made from the pack by `stageward pages`; change the pack, then make the page again.{_owner(pack)}",
        "",
        *_stages(pack),
        *_contents(cards),
        *_rules(cards),
        *_ladders(pack),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _owner(pack: Pack) -> str:
    return f" Looked after by {escaped(pack.owner)}." if pack.owner else ""


def escaped(text: str) -> str:
    """Return text of a pack on one line, with nothing in it that Markdown takes for markup."""
    return MARKUP.sub(r"\\\1", " ".join(clean(text).split()))


def _paragraph(text: str) -> list[str]:
    return [BEGINS_A_BLOCK.sub(r"\\\1", escaped(text)), ""] if text else []


def _stages(pack: Pack) -> Iterator[str]:
    if not pack.stages:
        return
    yield from ("## The stages", "", "| stage | role | takes | tells the client |", "|---|---|---|---|")
    for stage in pack.stages:
        cells = (stage.name, stage.role or "", stage.takes or "", ", ".join(stage.tells))
        yield f"| {' | '.join(map(escaped, cells))} |"
    yield ""


def _contents(cards: Sequence[Card]) -> Iterator[str]:
    yield from ("## The rules", "")
    for title, group in _by_gate(cards):
        yield f"- {title}"
        yield from (f"  - [{one.rule.name}](#{anchor_of(one.rule.name)}): {escaped(one.rule.says)}" for one in group)
    yield ""


def _by_gate(cards: Iterable[Card]) -> Iterator[tuple[str, list[Card]]]:
    for gate, group in groupby(cards, key=lambda card: card.gate):
        yield escaped(_gate(gate)), list(group)


def _gate(gate: Gate | None) -> str:
    return "In every stage" if gate is None else f"{gate.stage} · {gate.side.value}"


def _rules(cards: Sequence[Card]) -> Iterator[str]:
    for title, group in _by_gate(cards):
        yield from (f"## {title}", "")
        for card in group:
            yield from _rule(card)


def _rule(card: Card) -> Iterator[str]:
    yield from (f"### {card.rule.name}", "", *_paragraph(card.rule.says))
    for label, text in card.rows:
        yield f"- **{LABELS[label]}:** {escaped(text)}"
    yield ""
    yield from _listed("For tickets where", [f"- {escaped(words)}" for words in card.when])
    yield from _listed("Not for tickets where one of these holds", _lines(card.unless))
    yield from _listed("Wanted", _lines(card.must))
    yield from _example("Passes", card.first_example(Outcome.PASS))
    yield from _example("Fails", card.first_example(Outcome.FAIL))


def _listed(title: str, lines: Iterable[str]) -> list[str]:
    listed = list(lines)
    return [f"{title}:", "", *listed, ""] if listed else []


def _lines(lines: Sequence[Line], indent: str = "") -> Iterator[str]:
    for depth, words in wanted_tree(lines):
        yield f"{indent}{'  ' * depth}- {escaped(words)}"


class _Plain(yaml.SafeDumper):
    """Writes every value where it stands, also where two are the same, and days without quotes: packs are YAML 1.2."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML hands it over
        return True


_Plain.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:timestamp"]
    for sign, forms in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def _example(title: str, facts: Facts | None) -> list[str]:
    return [] if facts is None else [f"{title}:", "", "```yaml", *yaml_of(facts).splitlines(), "```", ""]


def yaml_of(facts: Facts) -> str:
    """Write the facts of an example as they may stand in a pack, one fact a line where that is possible."""
    if not facts:
        return "{}"
    return "".join(_fact(key, thawed(value)) for key, value in facts.items())


def _fact(key: str, value: object) -> str:
    flow = None if isinstance(value, dict | list) else False
    return yaml.dump(
        {key: value}, Dumper=_Plain, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=100
    )


def thawed(value: object) -> object:
    """Return a value of an example in lists and mappings anybody can write."""
    if isinstance(value, Mapping):
        return {key: thawed(one) for key, one in value.items()}
    return [thawed(one) for one in value] if isinstance(value, list | tuple) else value


def _ladders(pack: Pack) -> Iterator[str]:
    for ladder in pack.ladders:
        yield from (f"## Ladder · {ladder.name}", "", *_paragraph(ladder.says), *_climbs(ladder))
        for place, step in enumerate(ladder.steps, 1):
            yield f"{place}. **{escaped(step.name)}**, {escaped(step.owner)}, after {escaped(step.after)}: {_deeds(step)}."
            yield from _lines(asked(step.needs, pack.name), "   ")
        yield ""


def _climbs(ladder: Ladder) -> list[str]:
    return [f"A ticket climbs it while one of these rules fails: {', '.join(map(escaped, ladder.climbs_while))}.", ""]


def _deeds(step: Step) -> str:
    return ", ".join(escaped(f"{DEEDS[deed.kind]} {deed.name}".strip()) for deed in step.does)
