"""Targets of measures and how they grow (RULINGS C10)."""

import re
from typing import Annotated

from pydantic import BeforeValidator

from config.forms import Share, looks_like, one_of, read_branch, read_text, wrong
from config.mistakes import quoted
from config.sections import Section
from config.spans import Every
from rules.measures.catalogue import BY_NAME
from rules.measures.target import StepUp, Target
from rules.terms import UNITS

_TARGET = re.compile(r"(at least|at most|more than|less than) ([0-9]+(?:\.[0-9]+)?) ?(%|[a-z ]*)", re.ASCII)


def read_target(value: object) -> Target:
    """Read `more than 8`, `at least 90%` or `at most 4 hours`."""
    if isinstance(value, Target):
        return value
    text = read_text(value)
    found = _TARGET.fullmatch(" ".join(text.split()))
    if not found or (found[3] not in {"", "%"} and found[3] not in UNITS):
        raise wrong(
            f"{{key}} needs a target such as at least 90%, more than 8 or at most 4 hours; {quoted(text)} is not one"
        )
    return Target(found[1].replace(" ", "_"), float(found[2]), UNITS.get(found[3], found[3]))


Goal = Annotated[
    Target,
    BeforeValidator(read_target),
    looks_like(
        rf"\s*(at least|at most|more than|less than)\s+[0-9]+(\.[0-9]+)?\s*(%|{'|'.join(UNITS)})?\s*",
        "Write a target such as at least 90%, more than 8 or at most 4 hours.",
    ),
]
Targets = Annotated[dict[Annotated[str, one_of(*BY_NAME)], Goal], BeforeValidator(read_branch)]


class StepUpSection(Section):
    after: Every
    by: Share

    def step_up(self) -> StepUp:
        return StepUp(self.after, self.by)
