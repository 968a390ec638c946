"""Explains one rule: what it is, and how it stands on the tickets of every engagement that uses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rules.card import Card, card_of
from rules.pack import Pack
from rules.policy import CompiledRule, compile_policy
from rules.scene import Setting
from rules.values import fold
from sync.engagement import Engagement
from sync.stand import World
from sync.trying.rule_pages import address
from sync.trying.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    card: Card
    page: str | None
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class UnknownRule:
    """No pack has a rule of this name; `meant` is the one that probably was."""

    name: str
    meant: str | None


def rule_named(packs: Mapping[str, Pack], name: str) -> CompiledRule | UnknownRule:
    """Find a rule in all packs, used or not."""
    policy = compile_policy(tuple(packs.values()), Setting(), {})
    found = policy.rule(name)
    if found is not None:
        return found
    known = {fold(rule.name): rule.name for rule in policy.rules}
    near = get_close_matches(fold(name), known, n=1, cutoff=0.6)
    return UnknownRule(name, known[near[0]] if near else None)


def explain_rule(world: World, engagements: Sequence[Engagement], rule: CompiledRule) -> RuleExplanation:
    """Explain a rule from the stored verdicts of the engagements asked for."""
    pages = next((one.rule_pages for one in engagements), None)
    return RuleExplanation(
        card=card_of(rule, world.packs[rule.pack].owner),
        page=None if pages is None else address(rule.pack, rule.name, pages),
        tallies=tuple(_tally(world, one, rule.name) for one in engagements if rule.pack in one.packs),
    )


def _tally(world: World, engagement: Engagement, rule: str) -> Tally:
    store = world.store
    return tally(engagement.name, rule, store.snapshots(engagement.name), store.verdicts(engagement.name))
