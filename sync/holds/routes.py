"""Routes: which statuses a move passes where its goal is not one step away. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rules.scene import Setting
from rules.values import fold

MOST_STEPS = 4
NO_FILLS: Mapping[str, str] = MappingProxyType({})
ANYWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Way:
    """One step that is open: the status it leads to, whether work is done there, and the names of the fields its
    screen asks for and nobody fills in."""

    to: str
    is_done: bool = False
    wants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Routes:
    """What a move keeps to: it passes no status of a later stage, and fills in only what is configured."""

    setting: Setting
    fills: Mapping[str, str] = field(default_factory=lambda: NO_FILLS)

    def barred(self, status: str) -> frozenset[str]:
        """Return the folded statuses that mean a later stage, in some pack, than a status does."""
        return frozenset(self._later(self.setting.stages_of(status)))

    def _later(self, stages: Mapping[str, str]) -> Iterator[str]:
        for pack, stage in stages.items():
            order = self.setting.order[pack]
            own = order[fold(stage)]
            yield from (name for name, one in self.setting.stages[pack].items() if order[fold(one)] > own)


def route(
    start: str, goal: str, ways: Callable[[str], Iterable[Way]], barred: frozenset[str] = ANYWHERE
) -> tuple[str, ...]:
    """Return the fewest steps to a goal, the goal being the last; none where at most four do not lead there.

    Passed is no status twice, none of `barred` (folded), none where work is done, and no step that asks for a field
    nobody fills in. `ways` tells what is open from a status; it is asked as little as possible.
    """
    seen = {fold(start), *barred}
    trails: list[tuple[str, ...]] = [()]
    for _ in range(MOST_STEPS):
        further: list[tuple[str, ...]] = []
        for trail in trails:
            steps = [way for way in ways(trail[-1] if trail else start) if not way.wants]
            if found := next((way.to for way in steps if fold(way.to) == fold(goal)), None):
                return (*trail, found)
            for way in steps:
                if not way.is_done and fold(way.to) not in seen:
                    seen.add(fold(way.to))
                    further.append((*trail, way.to))
        trails = further
    return ()
