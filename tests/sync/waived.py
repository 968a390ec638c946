"""Small sentences about waivers on the tickets of a house."""

import json
from dataclasses import replace

from rules.model import Outcome
from sync.trail import Kind

RULE = "self-assessment-is-complete"
REASON = "the client takes this one by courier"
LINE = f"gate: waive {RULE} until 2026-03-20 because {REASON}"


def is_waived(house, desk, ticket, rule=RULE):
    """Judge every ticket, and tell whether a rule is waived on a ticket; it fails otherwise."""
    (verdict,) = [one.verdict for one in house.subjects() if one.ticket.id == desk.id(ticket)]
    (outcome,) = [finding.outcome for finding in verdict.findings if finding.rule == rule]
    assert outcome in {Outcome.WAIVED, Outcome.FAIL}
    return outcome is Outcome.WAIVED


def comment(desk, ticket):
    """The text of the bot's only comment."""
    (ours,) = desk.ours(ticket)
    return ours.text


def decisions(house):
    """What the trail says of waivers: the decision, and by whom."""
    rows = [row for row in house.store.trail() if row.kind == Kind.WAIVER]
    return [(json.loads(row.facts)["decision"], row.who) for row in rows]


def with_rule(packs, rule=RULE, **changes):
    """The packs with one rule edited, wherever it stands."""
    return {
        name: replace(pack, stages=tuple(_edited(one, rule, changes) for one in pack.stages))
        for name, pack in packs.items()
    }


def _edited(stage, rule, changes):
    sides = {side: getattr(stage, side) for side in ("entry", "exit")}
    edited = {
        side: tuple(replace(one, **changes) if one.name == rule else one for one in rules)
        for side, rules in sides.items()
    }
    return replace(stage, **edited)
