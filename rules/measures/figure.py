"""What a measure is and what it comes to: the two values that reports and pages are made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from statistics import fmean, median
from types import MappingProxyType
from typing import Literal

from rules.measures.look import Look
from rules.measures.target import Target

Unit = Literal["percent", "hours", "working days", "points", "count", "ratio"]
Better = Literal["higher", "lower"]
Pillar = Literal["transparency", "reliability", "proactivity", "partnership"]
NO_PARTS: Mapping[str, float] = MappingProxyType({})
NOTHING_TO_COUNT = "nothing of the kind in this period"
NO_TICKETS = "no ticket was seen yet"


@dataclass(frozen=True, slots=True)
class Found:
    """What a measure came to. `counted` is how many tickets, findings or answers it rests on; `parts` breaks the
    value down, each part in the unit of the measure. `why` says what is missing where `value` is None."""

    value: float | None
    counted: int = 0
    why: str = ""
    parts: Mapping[str, float] = field(default_factory=lambda: NO_PARTS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value over a period. `value` None is *not known*, never zero; `why` then begins with "not known:"
    and names what to configure, where that would help."""

    measure: str
    value: float | None
    counted: int
    why: str = ""
    parts: Mapping[str, float] = field(default_factory=lambda: NO_PARTS)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured: what it tells, how it is computed, from which rows of the method texts it comes.

    `formula` is the documentation of the function `of`, in one line; periods and moments are as in `Look`.
    `parts` says what a figure is broken down by. `target` is what holds where the configuration says nothing; None
    where the texts give no figure.
    """

    name: str
    says: str
    unit: Unit
    better: Better | None
    formula: str
    source: str
    of: Callable[[Look], Found] = field(repr=False, compare=False)
    target: Target | None = None
    pillar: Pillar | None = None
    parts: str = ""

    def figure(self, look: Look) -> Figure:
        """Return what the measure comes to over the histories and the period looked at."""
        found = self.of(look)
        why = f"not known: {found.why or NOTHING_TO_COUNT}" if found.value is None else found.why
        return Figure(self.name, found.value, found.counted, why, found.parts)


def missing(why: str) -> Found:
    """Return that something is not known, and what to configure or to do."""
    return Found(None, 0, why)


def share(part: int, of: int, why: str = "", parts: Mapping[str, tuple[int, int]] | None = None) -> Found:
    """Return a share in percent. `parts` are counts as (part, of) by name."""
    if not of:
        return missing(why)
    shares = {name: 100 * some / every for name, (some, every) in sorted((parts or {}).items()) if every}
    return Found(100 * part / of, of, parts=MappingProxyType(shares))


def middle(values: Mapping[str, list[float]], why: str = "") -> Found:
    """Return the median of all values, and of each part."""
    every = [value for some in values.values() for value in some]
    if not every:
        return missing(why)
    parts = {name: median(some) for name, some in sorted(values.items()) if some and name}
    return Found(median(every), len(every), parts=MappingProxyType(parts))


def average(values: Iterable[float], why: str = "") -> Found:
    """Return the arithmetic mean."""
    every = sorted(values)
    return Found(fmean(every), len(every)) if every else missing(why)


def count(look: Look, parts: Mapping[str, int]) -> Found:
    """Return a number of things and how many there are of each kind; not known where no ticket was ever seen."""
    if look.is_empty:
        return missing(NO_TICKETS)
    plain = {name: float(some) for name, some in sorted(parts.items()) if name}
    total = sum(parts.values())
    return Found(float(total), total, parts=MappingProxyType(plain))


def total(look: Look, amounts: Mapping[str, float], counted: int) -> Found:
    """Return a sum of amounts and the amount of each part; not known where no ticket was ever seen."""
    if look.is_empty:
        return missing(NO_TICKETS)
    parts = {name: amount for name, amount in sorted(amounts.items()) if name}
    return Found(fsum(amounts.values()), counted, parts=MappingProxyType(parts))
