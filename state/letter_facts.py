"""Letters as plain JSON facts and back, without loss: what a gathered notice tells until it goes in a digest."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, cast

from rules.facts import DAY, NUMBER, packed, unpacked
from sync.clients import letters
from sync.clients.letters import Single

PARTS = (
    letters.MilestoneSummary,
    letters.Milestone,
    letters.StripStep,
    letters.Health,
    letters.Escalation,
    letters.Concern,
    letters.DelayAlert,
    letters.Delay,
    letters.DateChange,
    letters.WeeklyUpdate,
    letters.Progress,
    letters.Risk,
    letters.Step,
    letters.ScopeChangeRequest,
    letters.ScopeChange,
    letters.Survey,
)
NAMED: Mapping[str, Callable[..., object]] = {part.__name__: part for part in PARTS}
OF = "of"  # the key under which a part's own name stands


def told(letter: Single) -> str:
    """Return a letter as JSON text."""
    return packed(_fact(letter)).decode()


def read(text: str) -> Single:
    """Return the letter that `told` wrote; raises KeyError, TypeError or ValueError for anything else."""
    return cast("Single", _part(unpacked(text)))


def _fact(part: object) -> object:
    """Turn a part into JSON that keeps its type."""
    if is_dataclass(part):
        own = {one.name: getattr(part, one.name) for one in fields(part)}
        return {OF: type(part).__name__, **{name: _fact(value) for name, value in own.items()}}
    if isinstance(part, tuple):
        return [_fact(one) for one in part]
    if isinstance(part, date):
        return {"day": DAY.write(part)}
    return NUMBER.write(part)


def _part(fact: Any) -> object:  # noqa: ANN401 - JSON can be anything; its own tags tell
    if isinstance(fact, list):
        return tuple(_part(one) for one in fact)
    if isinstance(fact, dict) and OF in fact:
        return NAMED[fact[OF]](**{name: _part(value) for name, value in fact.items() if name != OF})
    return NUMBER.read(fact)
