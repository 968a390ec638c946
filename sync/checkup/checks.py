"""Checks: one line each of a doctor's report, with what is so and what to do about it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FAILED, TRY_LATER = 1, 75  # CONTRACT section 1


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line. `fix` is the next step, empty where nothing is to do; `may_pass` tells that waiting may help."""

    area: str
    engagement: str | None
    source: str | None
    name: str
    state: State
    said: str
    fix: str = ""
    may_pass: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check belongs: its area, and the engagement or source it is about. Makes the lines of that place."""

    area: str
    engagement: str | None = None
    source: str | None = None

    def ok(self, name: str, said: str) -> Check:
        return self._check(name, State.OK, said)

    def warn(self, name: str, said: str, fix: str) -> Check:
        return self._check(name, State.WARN, said, fix)

    def fail(self, name: str, said: str, fix: str, *, may_pass: bool = False) -> Check:
        return self._check(name, State.FAIL, said, fix, may_pass=may_pass)

    def _check(self, name: str, state: State, said: str, fix: str = "", *, may_pass: bool = False) -> Check:
        return Check(self.area, self.engagement, self.source, name, state, said, fix, may_pass)


@dataclass(frozen=True, slots=True)
class Report:
    """All checks in the order they were made."""

    checks: tuple[Check, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """Count the lines by state; every state is there."""
        found = Counter(check.state for check in self.checks)
        return {state: found[state] for state in State}

    @property
    def exit_code(self) -> int:
        """What it comes to for a shell: 75 where something cannot be reached, since then not all was looked at."""
        if any(check.may_pass for check in self.checks):
            return TRY_LATER
        return FAILED if self.counts[State.FAIL] else 0


def some(names: list[str] | tuple[str, ...], most: int = 3) -> str:
    """List the first few names, and say how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
