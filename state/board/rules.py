"""The page of rules: how often each is asked and fails, and which of them need a look."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from rules.model import Outcome
from rules.values import fold
from state.board import at_hand
from state.engagement_facts import rules_of_all
from sync.pages.board_facts import RuleLine

pages = Blueprint("rules", __name__)
FEW = 5  # decided tickets from which on a share says anything
FAILS_TOO_OFTEN = 0.8
"""The share of the tickets a rule is asked on beyond which it is the rule that wants a look (facts of the craft: a rule
that fails on most tickets is read by nobody)."""
SIGNS = ("never asked", "fails over 80 %", "never fails", "not known")


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule with its outcomes over some engagements, counted in tickets."""

    rule: RuleLine
    engagements: tuple[str, ...]
    outcomes: Counter[str]

    @property
    def looked_at(self) -> int:
        return self.outcomes.total()

    @property
    def asked(self) -> int:
        """Tickets the rule applies to, whatever came of it."""
        return self.looked_at - self.outcomes[Outcome.NOT_APPLICABLE.value]

    @property
    def hit_rate(self) -> float | None:
        """Asked tickets of all tickets; None without any."""
        return self.asked / self.looked_at if self.looked_at else None

    @property
    def failing(self) -> float | None:
        """Failing tickets of those that pass, fail or are waived; None without any."""
        return self.outcomes[Outcome.FAIL.value] / self.decided if self.decided else None

    @property
    def decided(self) -> int:
        return sum(self.outcomes[one.value] for one in (Outcome.PASS, Outcome.FAIL, Outcome.WAIVED))

    @property
    def sign(self) -> str:
        """What about the rule wants a look; empty where nothing does."""
        if not self.asked:
            return SIGNS[0]
        if self.outcomes[Outcome.UNKNOWN.value] == self.asked:
            return SIGNS[3]
        if self.decided < FEW or self.failing is None:
            return ""
        if self.failing > FAILS_TOO_OFTEN:
            return SIGNS[1]
        return SIGNS[2] if self.failing == 0 else ""


@pages.get("/rules")
def overview() -> str:
    known = rules_of_all(at_hand.reading())
    engagement, sign, pack = (request.args.get(key, "") for key in ("engagement", "sign", "pack"))
    counted = _counted({name: rules for name, rules in known.items() if engagement in {"", name}})
    shown = [one for one in counted if sign in {"", one.sign} and pack in {"", one.rule.pack}]
    return render_template(
        "rules.html",
        shown=shown,
        counted=counted,
        engagement=engagement,
        sign=sign,
        pack=pack,
        engagements=sorted(known),
        packs=sorted({one.rule.pack for one in counted}),
        signs=SIGNS,
    )


def _counted(known: Mapping[str, Sequence[RuleLine]]) -> list[RuleCount]:
    """Add up each rule over the engagements, those that fail most often first."""
    found: dict[tuple[str, str], RuleCount] = {}
    for engagement, rules in known.items():
        for rule in rules:
            place = (fold(rule.pack), fold(rule.name))
            before = found.get(place, RuleCount(rule, (), Counter()))
            found[place] = RuleCount(
                rule, (*before.engagements, engagement), before.outcomes + Counter(dict(rule.outcomes))
            )
    return sorted(found.values(), key=lambda one: (-(one.failing or 0.0), -one.asked, one.rule.name))
