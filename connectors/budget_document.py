"""A budget as text, so that processes can share it. Moments are seconds since 1970 by one clock that all look at."""

from math import inf
from types import MappingProxyType

import orjson

from connectors.budget import Budget, Lane, LaneName, Reach

FORM = 1  # another form is another document: versions that run side by side do not read each other's


def written(budget: Budget, now: float) -> str:
    """Return a budget as text, without the lanes that do not matter any more."""
    lanes = [
        [
            name.reach,
            name.name,
            *map(_or_none, (lane.closed_until, lane.slow_until, lane.renews)),
            lane.left,
            lane.taken,
        ]
        for name, lane in budget.awake(now).lanes.items()
    ]
    return orjson.dumps({"at": now, "lanes": lanes}).decode()


def read(text: str, now: float) -> Budget:
    """Return the budget a text tells of, an empty one where there is none yet.

    Where the clock was set back since it was written, all its moments go back with it: else a pause of a minute
    could become one of hours.
    """
    if not text:
        return Budget()
    told = orjson.loads(text)
    budget = Budget(MappingProxyType(dict(map(_lane, told["lanes"]))))
    return budget.shifted(now - told["at"]) if now < told["at"] else budget


def _lane(told: list[object]) -> tuple[LaneName, Lane]:
    match told:
        case [str(reach), str(name), closed, slow, renews, None | int() as left, list(taken)]:
            lane = Lane(_moment(closed), _moment(slow), left, _moment(renews), tuple(map(_moment, taken)))
            return LaneName(Reach(reach), name), lane
    raise ValueError(f"this is no lane of a budget: {told}")


def _or_none(moment: float) -> float | None:
    return None if moment == -inf else moment


def _moment(told: object) -> float:
    return float(told) if isinstance(told, int | float) else -inf
