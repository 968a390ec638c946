"""Actions with their comments as plain JSON facts, and back without loss."""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.facts import WORDS, Part, Shape, many, packed, unpacked
from sync.actions import Action, ActionState, Verb
from sync.comment import Block, Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment

RUNS = Shape(Run).many
BLOCKS: Mapping[str, Shape[Any]] = {
    "headline": Shape(Headline, runs=RUNS),
    "points": Shape(Points, points=Shape(Point, runs=RUNS, fix=RUNS, why=RUNS).many),
    "paragraph": Shape(Paragraph, runs=RUNS),
    "fold": Shape(Fold, lines=many(RUNS)),
    "footer": Shape(Footer, runs=RUNS),
}
KINDS: Mapping[type[Block], str] = {
    Headline: "headline",
    Points: "points",
    Paragraph: "paragraph",
    Fold: "fold",
    Footer: "footer",
}


def _block_fact(block: Block) -> list[object]:
    kind = KINDS[type(block)]
    return [kind, BLOCKS[kind].write(block)]


def _block_of(told: Sequence[Any]) -> Block:
    kind, parts = told
    block: Block = BLOCKS[kind].read(parts)
    return block


ACTION = Shape(
    Action,
    verb=Part(str, Verb),
    because=WORDS,
    comment=Shape(StickyComment, blocks=many(Part(_block_fact, _block_of))).one,
    state=Part(str, ActionState),
)


def packed_action(action: Action) -> str:
    """Return one action as JSON text."""
    return packed(ACTION.write(action)).decode()


def action_of(text: str) -> Action:
    """Return the action that `packed_action` told; raises JSONDecodeError where the text is no JSON."""
    return ACTION.read(unpacked(text))


def packed_actions(actions: Sequence[Action]) -> str:
    """Return actions in their order as one JSON text."""
    return packed([ACTION.write(action) for action in actions]).decode()


def actions_of(text: str) -> tuple[Action, ...]:
    """Return the actions that `packed_actions` told; raises JSONDecodeError where the text is no JSON."""
    return tuple(map(ACTION.read, unpacked(text)))
