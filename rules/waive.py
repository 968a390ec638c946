"""Which waiver, if any, stands for a rule on a ticket at a moment (RULINGS W4-W9)."""

from collections.abc import Iterable
from datetime import date

from rules.model import Ticket, Waiver
from rules.policy import CompiledRule
from rules.values import fold


def waivers_on(ticket: Ticket, waivers: Iterable[Waiver], former_keys: Iterable[str] = ()) -> tuple[Waiver, ...]:
    """Return the waivers that name a ticket, by its id, its key, or a key it had before."""
    names = {ticket.key, ticket.id, *former_keys}
    return tuple(waiver for waiver in waivers if waiver.ticket in names)


def waiver_for(rule: CompiledRule, waivers: Iterable[Waiver], stage: str | None, today: date) -> Waiver | None:
    """Return the waiver in force that lasts longest; `today` is the day in the client's zone."""
    standing = [waiver for waiver in waivers if _stands(waiver, rule, stage, today)]
    return max(standing, key=lambda waiver: waiver.until, default=None)


def _stands(waiver: Waiver, rule: CompiledRule, stage: str | None, today: date) -> bool:
    return (
        fold(waiver.rule) == fold(rule.name)
        and waiver.until >= today
        and waiver.rule_digest in {None, rule.digest}
        and (waiver.stage is None or fold(waiver.stage) == fold(stage or ""))
    )
