"""What figures of an installation are held against: targets, how they grow, and who can do how much. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rules.measures.case import Colleague
from rules.measures.target import StepUp, Target

NO_TARGETS: Mapping[str, Target] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Goals:
    """Targets by the name of their measure, and how they grow; None is not at all."""

    targets: Mapping[str, Target] = field(default_factory=lambda: NO_TARGETS)
    step_up: StepUp | None = None


NO_GOALS = Goals()


@dataclass(frozen=True, slots=True)
class Aims:
    """Goals of all engagements, and those of single ones by name; `people` are by address."""

    goals: Goals = NO_GOALS
    own: Mapping[str, Goals] = field(default_factory=lambda: MappingProxyType({}))
    people: Mapping[str, Colleague] = field(default_factory=lambda: MappingProxyType({}))

    def goals_of(self, engagement: str | None) -> Goals:
        """Return what holds for an engagement: its own goals before those of all; None is several together."""
        own = self.own.get(engagement or "", NO_GOALS)
        return Goals({**self.goals.targets, **own.targets}, own.step_up or self.goals.step_up)


NO_AIMS = Aims()
