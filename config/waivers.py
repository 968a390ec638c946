"""Waivers as they stand in waivers.yaml (EXAMPLES.md)."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator

from config.forms import SomeTexts, Text, looks_like, read_row, read_text, wrong
from config.sections import Kept, Section
from config.spans import Day
from rules.model import Waiver
from rules.values import fold

SHORTEST_REASON = 10  # signs (RULINGS W10)


def _read_reason(value: object) -> str:
    text = read_text(value)
    if len(text.strip()) < SHORTEST_REASON:
        raise wrong(f"{{key}} needs a reason others understand: at least {SHORTEST_REASON} signs")
    return text


Reason = Annotated[
    str,
    BeforeValidator(_read_reason),
    looks_like(
        rf"\s*\S[\s\S]{{{SHORTEST_REASON - 2},}}\S\s*", "Write a reason others understand, in ten signs or more."
    ),
]


class WaiverSection(Section):
    rule: Text
    tickets: SomeTexts
    until: Day
    because: Reason
    by: Text
    stage: Text | None = None

    def waivers(self) -> list[Waiver]:
        return [
            Waiver(self.rule, ticket, self.until, self.because, self.by, self.stage)
            for ticket in dict.fromkeys(self.tickets)
        ]


class WaiversSection(Section):
    """The whole of waivers.yaml."""

    waivers: Annotated[tuple[Kept[WaiverSection], ...], BeforeValidator(read_row)] = ()


def longest_lasting(waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Return one waiver for each rule, ticket and stage: of several the one that ends last (RULINGS W9)."""
    kept: dict[tuple[str, str, str], Waiver] = {}
    for waiver in waivers:
        key = (fold(waiver.rule), waiver.ticket, fold(waiver.stage or ""))
        if key not in kept or kept[key].until < waiver.until:
            kept[key] = waiver
    return tuple(kept.values())
