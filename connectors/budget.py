"""When a request may go, as a value: what a service told of its limits, and the turns given out so far.

All moments are seconds of one clock that never goes back; the value is told the time and looks at no clock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import inf
from types import MappingProxyType

Pace = tuple[int, float]  # at most so many in so many seconds

SLOWED: tuple[Pace, ...] = ((5, 1.0),)  # an endpoint that is nearly used up
# Jira takes 20 writes in 2 s and 100 in 30 s on one issue; a tenth more, since the network pushes requests together.
TICKET_PACE: tuple[Pace, ...] = ((20, 2.2), (100, 33.0))
SAME_SPAN = 2.0  # seconds; moments of renewal are told in whole seconds, and compared by two clocks
CROWD = 256  # lanes; beyond that, those at rest are forgotten


class Reach(StrEnum):
    """What a limit is about."""

    TOKEN = "token"  # noqa: S105 - the word, not a token
    ENDPOINT = "endpoint"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class LaneName:
    """One stretch of road: the whole token, one endpoint, or the writes to one ticket."""

    reach: Reach
    name: str = ""


WHOLE_TOKEN = LaneName(Reach.TOKEN)


@dataclass(frozen=True, slots=True)
class Lane:
    """What is known of one lane. `left` requests may go before `renews`; None where that was not told.

    `taken` are the latest turns given out, in their order; kept only where there is a pace.
    """

    closed_until: float = -inf
    slow_until: float = -inf
    left: int | None = None
    renews: float = -inf
    taken: tuple[float, ...] = ()

    def turn(self, now: float, pace: tuple[Pace, ...]) -> float:
        """Return the first moment from now on at which another request may go."""
        at = max(now, self.closed_until)
        if pace and self.taken:
            at = max(at, self.taken[-1], *(self.taken[-most] + span for most, span in pace if len(self.taken) >= most))
        return max(at, self.renews) if self.left == 0 else at

    def after(self, at: float, pace: tuple[Pace, ...]) -> "Lane":
        """Return the lane when a turn was given out."""
        longest = max((most for most, _ in pace), default=0)
        taken = (*self.taken, at)[-longest:] if longest else ()
        left = self.left - 1 if self.left and self.is_of_this_span(at) else self.left
        return replace(self, taken=taken, left=left)

    def is_of_this_span(self, now: float) -> bool:
        """Tell whether what is left counts at a moment: it was told, and is not renewed yet."""
        return self.left is not None and now < self.renews

    def renews_at(self, moment: float) -> bool:
        """Tell whether a moment of renewal is the one that is known, as far as two clocks can tell."""
        return abs(self.renews - moment) < SAME_SPAN

    def shifted(self, seconds: float) -> "Lane":
        """Return the lane as it is by a clock that stands otherwise."""
        return Lane(
            self.closed_until + seconds,
            self.slow_until + seconds,
            self.left,
            self.renews + seconds,
            tuple(moment + seconds for moment in self.taken),
        )

    def is_at_rest(self, now: float, pace: tuple[Pace, ...]) -> bool:
        """Tell whether nothing of it matters any more."""
        longest = max((span for _, span in pace), default=0.0)
        busy_until = max(self.closed_until, self.slow_until, self.renews, *(moment + longest for moment in self.taken))
        return busy_until <= now


FREE = Lane()


@dataclass(frozen=True, slots=True)
class Budget:
    """What one token may do. Turns in a lane with a pace are given out in order, so that nobody is overtaken."""

    lanes: Mapping[LaneName, Lane] = field(default_factory=lambda: MappingProxyType({}))

    def take(self, names: Collection[LaneName], now: float) -> tuple[float, "Budget"]:
        """Give out the next turn that all lanes of a request allow: its moment, and the budget after it."""
        at = max((self._lane(name).turn(now, self._pace(name, now)) for name in names), default=now)
        # A lane of which nothing is known and that has no pace needs no entry.
        used = {
            name: self._lane(name).after(at, pace)
            for name in names
            if (pace := self._pace(name, now)) or name in self.lanes
        }
        return at, self._with(used, now)

    def lend(self, most: int, share: int, now: float) -> "tuple[int, Budget]":
        """Give out turns of the token for later, to somebody who uses or loses them before it renews.

        At most `most`, and at most one of every `share` that are left; none where it was not told how many are left.
        """
        lane = self.whole
        if lane.left is None or not lane.is_of_this_span(now):
            return 0, self
        lent = max(0, min(most, lane.left // share))
        return lent, self._put(WHOLE_TOKEN, replace(lane, left=lane.left - lent))

    def is_open(self, names: Collection[LaneName], now: float) -> bool:
        """Tell whether nothing holds a request back now but how many the token has left, and no pace counts it."""
        return not any(self._pace(name, now) for name in names) and not self.is_closed(names, now)

    @property
    def whole(self) -> Lane:
        """What is known of the whole token."""
        return self._lane(WHOLE_TOKEN)

    def shifted(self, seconds: float) -> "Budget":
        """Return the budget as it is by a clock that stands otherwise."""
        return Budget(MappingProxyType({name: lane.shifted(seconds) for name, lane in self.lanes.items()}))

    def awake(self, now: float) -> "Budget":
        """Return the budget without the lanes that do not matter any more."""
        lanes = {name: lane for name, lane in self.lanes.items() if not lane.is_at_rest(now, self._pace(name, now))}
        return Budget(MappingProxyType(lanes))

    def is_closed(self, names: Collection[LaneName], at: float) -> bool:
        """Tell whether a turn given out earlier cannot be used, since one of its lanes was closed meanwhile."""
        return any(self._lane(name).closed_until > at for name in names)

    def close(self, name: LaneName, until: float) -> "Budget":
        """Let nothing go in a lane before a moment; a longer closure that was told before stays."""
        lane = self._lane(name)
        return self._put(name, replace(lane, closed_until=max(lane.closed_until, until)))

    def slow(self, name: LaneName, until: float) -> "Budget":
        """Keep to a slow pace in a lane until a moment."""
        lane = self._lane(name)
        return self._put(name, replace(lane, slow_until=max(lane.slow_until, until)))

    def tell(self, name: LaneName, left: int, renews: float) -> "Budget":
        """Take in how many requests a service still allows before a moment.

        Within one span the smaller number holds: some requests of ours may still be under way.
        """
        lane = self._lane(name)
        if lane.left is not None and lane.renews_at(renews):
            left, renews = min(lane.left, left), lane.renews
        return self._put(name, replace(lane, left=max(0, left), renews=renews))

    def _lane(self, name: LaneName) -> Lane:
        return self.lanes.get(name, FREE)

    def _pace(self, name: LaneName, now: float) -> tuple[Pace, ...]:
        if name.reach is Reach.TICKET:
            return TICKET_PACE
        return SLOWED if now < self._lane(name).slow_until else ()

    def _put(self, name: LaneName, lane: Lane) -> "Budget":
        return Budget(MappingProxyType({**self.lanes, name: lane}))

    def _with(self, used: Mapping[LaneName, Lane], now: float) -> "Budget":
        if not used:
            return self
        changed = Budget(MappingProxyType({**self.lanes, **used}))
        return changed.awake(now) if len(changed.lanes) > CROWD else changed
