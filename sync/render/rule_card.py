"""A rule for a terminal and as JSON: what its page says, and how it stands on tickets now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rules.card import Card
from rules.examples import expected
from rules.explain import Line
from rules.model import Outcome
from sync.render.conditions import wanted_document, wanted_tree
from sync.render.documents import Document, dumped, gate_document
from sync.render.rule_page import thawed, yaml_of
from sync.render.terminal import Ink
from sync.trying.tally import Tally

INDENT = "  "
LABEL_WIDTH = 11
SAMPLES = 5  # keys shown for each outcome
SAMPLES_IN_JSON = 50
SAID: Mapping[Outcome, str] = {
    Outcome.PASS: "passes on",
    Outcome.FAIL: "fails on",
    Outcome.PENDING: "waits on",
    Outcome.WAIVED: "is waived on",
    Outcome.UNKNOWN: "is unknown on",
    Outcome.NOT_APPLICABLE: "is not asked of",
}


def card_lines(card: Card, page: str | None, tallies: Sequence[Tally], ink: Ink) -> list[str]:
    """Return a rule for a terminal."""
    return [
        f"{ink.link(card.rule.name, page)}  in pack {card.pack}",
        *ink.paragraph(card.rule.says),
        "",
        *(line for label, text in card.rows for line in _row(label, text, ink)),
        *(_row("page", page, ink) if page else ()),
        *_listed("For tickets where", [(0, words) for words in card.when], ink),
        *_listed("Not for tickets where one of these holds", wanted_tree(card.unless), ink),
        *_listed("Wanted", wanted_tree(card.must), ink),
        *_examples(card, ink),
        *_tallies(card, tallies, ink),
    ]


def _row(label: str, text: str, ink: Ink) -> list[str]:
    return ink.paragraph(f"{label + ':':<{LABEL_WIDTH}}{text}", hanging=" " * LABEL_WIDTH)


def _title(title: str, ink: Ink) -> list[str]:
    return ["", ink.style(title, "bold")]


def _listed(title: str, tree: Iterable[tuple[int, str]], ink: Ink) -> list[str]:
    lines = [line for depth, words in tree for line in _item(depth, words, ink)]
    return [*_title(title, ink), *lines] if lines else []


def _item(depth: int, words: str, ink: Ink) -> list[str]:
    indent = INDENT * (depth + 1)
    return ink.paragraph(f"- {words}", indent, hanging=indent + INDENT)


def _examples(card: Card, ink: Ink) -> Iterator[str]:
    for title, outcome in (("Passes", Outcome.PASS), ("Fails", Outcome.FAIL)):
        facts = card.first_example(outcome)
        if facts is not None:
            yield from _title(title, ink)
            yield from (ink.style(f"{INDENT}{line}") for line in yaml_of(facts).splitlines())


def _tallies(card: Card, tallies: Sequence[Tally], ink: Ink) -> Iterator[str]:
    yield from _title("Now", ink)
    if not tallies:
        yield f"{INDENT}No engagement asked for uses pack {card.pack}."
    for one in tallies:
        yield from ink.paragraph(f"{one.engagement}: {_tally_words(one)}", INDENT, hanging=INDENT * 2)


def _tally_words(one: Tally) -> str:
    if not one.judged:
        return "no ticket is judged by it yet; sync judges them"
    told = [_outcome_words(outcome, one.keys[outcome]) for outcome in SAID if one.keys[outcome]]
    unjudged = [f"{one.unjudged} not judged by it yet"] if one.unjudged else []
    return "; ".join([*told, *unjudged])


def _outcome_words(outcome: Outcome, keys: Sequence[str]) -> str:
    if outcome is Outcome.NOT_APPLICABLE:
        return f"{SAID[outcome]} {len(keys)}"
    more = ", …" if len(keys) > SAMPLES else ""
    return f"{SAID[outcome]} {len(keys)} ({', '.join(keys[:SAMPLES])}{more})"


def card_document(card: Card, page: str | None, tallies: Sequence[Tally]) -> str:
    """Return what `explain --rule NAME --json` prints."""
    rule = card.rule
    return dumped(
        {
            "schema": 1,
            "rule": rule.name,
            "pack": card.pack,
            "gate": gate_document(card.gate),
            "severity": rule.otherwise.value,
            "says": rule.says,
            "because": rule.because,
            "fix": rule.fix,
            "pillar": rule.pillar,
            "owner": card.owner,
            "when": list(card.when),
            "unless": _conditions(card.unless),
            "must": _conditions(card.must),
            "grace": rule.grace,
            "waivable_by": list(rule.waivable_by),
            "waiver_at_most": rule.waiver_at_most,
            "page": page,
            "examples": [
                {"example": place, "outcome": outcome.value, "facts": thawed(facts)}
                for place, outcome, facts in expected(rule)
            ],
            "engagements": [_tally(one) for one in tallies],
        }
    )


def _conditions(lines: Sequence[Line]) -> list[Document]:
    return [wanted_document(line) for line in lines]


def _tally(one: Tally) -> Document:
    return {
        "name": one.engagement,
        "judged": one.judged,
        "unjudged": one.unjudged,
        "outcomes": {outcome.value: len(keys) for outcome, keys in one.keys.items()},
        "tickets": {outcome.value: list(keys[:SAMPLES_IN_JSON]) for outcome, keys in one.keys.items()},
    }
