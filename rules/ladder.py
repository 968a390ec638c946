"""Climbs a ladder of escalation: one step at most, and never past one that has not really been taken.

A step with a notice is taken when its notice was sent (RULINGS M9), so that what stands above it can never
come before the client was told. `unknown` neither climbs nor cures; a waived rule does not climb.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from rules.clauses import Compiled, Told, tell_failing
from rules.conditions import compile_clause
from rules.model import Outcome, Verdict
from rules.pack import Ladder, Pack, Step
from rules.scene import Scene
from rules.terms import duration_of
from rules.values import Answer, fold


@dataclass(frozen=True, slots=True)
class Rung:
    """Where a ticket stands on a ladder, as it is remembered.

    `taken` names the steps taken, `since` is when the newest was (before the first: when a rule was first seen
    to fail). `asked` are the notices written for the step ahead; `warned` says that the client was told something.
    """

    since: datetime
    taken: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    warned: bool = False


class Course(StrEnum):
    """What becomes of a rung now."""

    STAYS = "stays"  # it cannot be told whether the rules fail
    AT_THE_TOP = "at the top"
    WAITS_FOR_TIME = "waits for its time"
    WAITS_FOR_NEEDS = "waits for its needs"
    WAITS_FOR_NOTICE = "waits for its notice"
    STEPS_UP = "steps up"
    STEPS_DOWN = "steps down"


@dataclass(frozen=True, slots=True)
class CompiledLadder:
    """A ladder ready to be climbed; `needs` are those of its steps, in their order."""

    ladder: Ladder
    needs: tuple[tuple[Compiled, ...], ...]

    @property
    def name(self) -> str:
        return self.ladder.name

    def outcomes(self, verdict: Verdict, outcome: Outcome) -> tuple[str, ...]:
        """Return which of the ladder's rules have an outcome."""
        watched = {fold(name) for name in self.ladder.climbs_while}
        return tuple(finding.rule for finding in verdict.with_outcome(outcome) if fold(finding.rule) in watched)

    def place(self, rung: Rung | None) -> int:
        """Return how many steps are taken. Where the ladder was edited, only those count that still come first."""
        taken = rung.taken if rung is not None else ()
        same = [step.name == name for step, name in zip(self.ladder.steps, taken, strict=False)]
        return same.index(False) if False in same else len(same)

    def taken(self, rung: Rung | None) -> tuple[Step, ...]:
        return self.ladder.steps[: self.place(rung)]

    def ahead(self, rung: Rung | None) -> Step | None:
        """Return the step to be taken next; None at the top."""
        return next(iter(self.ladder.steps[self.place(rung) :]), None)


@dataclass(frozen=True, slots=True)
class Climb:
    """One ticket on one ladder at one moment: where it stood, where it stands now, and why.

    `rung` is what is to be remembered, None at the foot with nothing to remember. `because` are the failing
    rules, or those that cannot be decided. `until` is the moment a wait for time ends, `lacks` are the needs
    that do not hold, `outlook` is what the step ahead waits for once one is taken.
    """

    ladder: CompiledLadder
    before: Rung | None
    rung: Rung | None
    course: Course
    because: tuple[str, ...] = ()
    until: datetime | None = None
    lacks: tuple[Compiled, ...] = ()
    outlook: Course | None = None

    @property
    def waits(self) -> Course:
        """What the step ahead waits for now, also right after a step."""
        return self.outlook or self.course

    @property
    def step(self) -> Step | None:
        """The newest step taken."""
        return next(reversed(self.ladder.taken(self.rung)), None)

    @property
    def step_before(self) -> Step | None:
        """The newest step that was taken before this moment."""
        return next(reversed(self.ladder.taken(self.before)), None)

    @property
    def ahead(self) -> Step | None:
        return self.ladder.ahead(self.rung)

    @property
    def needs_ahead(self) -> tuple[Compiled, ...]:
        """What must hold for the step ahead; nothing at the top."""
        return next(iter(self.ladder.needs[self.ladder.place(self.rung) :]), ())

    def told_of_needs(self, scene: Scene) -> Told:
        """Tell what is found and wanted; nothing is found where that changes with every moment."""
        told = tell_failing(self.lacks, scene)
        return replace(told, found="") if any(need.turns for need in self.lacks) else told


def compile_ladders(packs: tuple[Pack, ...]) -> tuple[CompiledLadder, ...]:
    """Compile the ladders of an engagement's packs, in their order."""
    return tuple(
        CompiledLadder(ladder, tuple(tuple(compile_clause(n, pack.name) for n in step.needs) for step in ladder.steps))
        for pack in packs
        for ladder in pack.ladders
    )


def steps_of(packs: tuple[Pack, ...]) -> tuple[Step, ...]:
    """Return every step of every ladder."""
    return tuple(step for pack in packs for ladder in pack.ladders for step in ladder.steps)


def climb(
    ladder: CompiledLadder,
    rung: Rung | None,
    verdict: Verdict,
    scene: Scene,
    sent: frozenset[str] = frozenset(),
) -> Climb | None:
    """Say where a ticket stands on a ladder now; None where it has nothing to do with it.

    `sent` are the kinds of notices written for the step ahead that the mail server has taken.
    """
    failing = ladder.outcomes(verdict, Outcome.FAIL)
    if failing:
        return _pressed(ladder, rung, failing, scene, sent)
    if rung is None:
        return None
    undecided = ladder.outcomes(verdict, Outcome.UNKNOWN)
    if undecided:
        return Climb(ladder, rung, rung, Course.STAYS, undecided)
    return Climb(ladder, rung, None, Course.STEPS_DOWN)


def _pressed(
    ladder: CompiledLadder, before: Rung | None, failing: tuple[str, ...], scene: Scene, sent: frozenset[str]
) -> Climb:
    here = _looked(Climb(ladder, before, before or Rung(scene.now), Course.STAYS, failing), scene, sent)
    if here.course is not Course.STEPS_UP:
        return here
    above = _looked(replace(here, rung=_up(here, scene)), scene, frozenset())
    return replace(above, course=Course.STEPS_UP, outlook=above.course)


def _looked(climb: Climb, scene: Scene, sent: frozenset[str]) -> Climb:
    """Say what the step ahead of a climb's rung waits for; it may be taken where that is nothing."""
    step, rung = climb.ahead, climb.rung
    if step is None or rung is None:
        return replace(climb, course=Course.AT_THE_TOP)
    notices = frozenset(step.names_of("notice"))
    if notices and notices <= sent:
        return replace(climb, course=Course.STEPS_UP)
    due = due_at(step, rung, scene)
    if scene.now < due:
        return replace(climb, course=Course.WAITS_FOR_TIME, until=due)
    needs = climb.ladder.needs[climb.ladder.place(rung)]
    if lacks := tuple(need for need in needs if need.holds(scene) in {Answer.FAILS, Answer.UNKNOWN}):
        return replace(climb, course=Course.WAITS_FOR_NEEDS, lacks=lacks)
    return replace(climb, course=Course.WAITS_FOR_NOTICE if notices else Course.STEPS_UP)


def _up(climb: Climb, scene: Scene) -> Rung:
    """Return the rung above; a step with notices is only taken when the client was told."""
    ahead = (climb.ahead,) if climb.ahead else ()
    names = tuple(step.name for step in (*climb.ladder.taken(climb.rung), *ahead))
    told = any(step.names_of("notice") for step in ahead)
    return Rung(scene.now, names, warned=told or (climb.rung is not None and climb.rung.warned))


def due_at(step: Step, rung: Rung, scene: Scene) -> datetime:
    """Return when a step may be taken at the earliest; one without a waiting time at once, on any day."""
    waits = duration_of(step.after)
    hours = waits.working_hours(scene.setting.calendar) if waits is not None else 0.0
    return scene.setting.calendar.moment_after(rung.since, hours) if hours else rung.since
