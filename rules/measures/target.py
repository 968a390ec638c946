"""What a measure shall come to, and how a target grows (RULINGS C10)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often something comes round: so many days, weeks, months or years."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure shall come to: `test` is at_least, at_most, more_than or less_than; `unit` may be
    empty, "%" or a unit of durations."""

    test: str
    amount: float
    unit: str = ""

    def __str__(self) -> str:
        unit = self.unit if self.unit in {"", "%"} else f" {self.unit}"
        return f"{self.test.replace('_', ' ')} {self.amount:g}{unit}"


@dataclass(frozen=True, slots=True)
class StepUp:
    """How targets grow: by a fraction of 1, once held for a time."""

    after: Cadence
    by: float
