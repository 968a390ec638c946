"""How well: made right, accepted at once, solved for good, without a chain of hands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rules.measures.case import Case, Kind, Sprint
from rules.measures.figure import Found, Measure, average, count, share
from rules.measures.look import Look, Window
from rules.measures.target import Target
from rules.values import fold

SEE_MOVES = "no ticket of the kind whose moves can be seen was done in this period"
NO_SPRINTS = "no sprint with work in it ended in this period; plan work in sprints of the tracker"
NO_SCORE = 'no work done in this period has a score; fill in "Quality score" at the quality review'
NO_DEFECTS = 'no work done in this period says how many defects its review found; fill in "Defects found", 0 for none'

Counts = dict[str, tuple[int, int]]


def _tally(answers: Iterable[tuple[str, bool]], why: str = "") -> Found:
    """Return the share of answers that are yes, over all and by name."""
    counts: Counts = {}
    for name, is_so in answers:
        some, every = counts.get(name, (0, 0))
        counts[name] = (some + is_so, every + 1)
    every = sum(of for _, of in counts.values())
    return share(sum(some for some, _ in counts.values()), every, why, counts)


def delivery_accuracy(look: Look) -> Found:
    done = (case for case in look.done(Kind.DELIVERABLE) if case.reworked is not None)
    return _tally(((case.ticket.type, not case.reworked) for case in done), SEE_MOVES)


def first_time_acceptance(look: Look) -> Found:
    return _tally(_first_decisions(look), "the client decided on no deliverable in this period, or no move shows it")


def _first_decisions(look: Look) -> Iterator[tuple[str, bool]]:
    """Yield, for each deliverable the client first decided on in the period, whether that was a yes."""
    for window in look.windows:
        for case in window.history.cases:
            if Kind.DELIVERABLE in case.kinds and case.refused is not None:
                decision = min((*case.refused, *((case.accepted,) if case.accepted else ())), default=None)
                if decision in window:
                    yield case.ticket.type, not case.refused


def first_contact(look: Look) -> Found:
    done = (case for case in look.done(Kind.REQUEST) if case.replies is not None and case.reopened is not None)
    return _tally(
        ((case.ticket.type, len(case.replies or ()) <= 1 and not case.reopened) for case in done),
        "no request whose comments and moves can be seen was done in this period",
    )


def repeat_issues(look: Look) -> Found:
    return _tally((case.ticket.type, case.repeats) for case in look.created(Kind.REQUEST))


def reopened(look: Look) -> Found:
    done = (case for case in look.done(Kind.REQUEST) if case.reopened is not None)
    return _tally(((case.ticket.type, bool(case.reopened)) for case in done), SEE_MOVES)


def handovers(look: Look) -> Found:
    numbers = (case.handovers for case in look.done(Kind.REQUEST))
    return average(
        (float(number) for number in numbers if number is not None),
        "no request whose changes of assignee can be seen was done in this period",
    )


def defect_leakage(look: Look) -> Found:
    defects = list(look.created(Kind.DEFECT))
    parts: Counts = defaultdict(lambda: (0, 0))
    for case in defects:
        for sprint in case.ticket.sprint or ("no sprint",):
            some, every = parts[sprint]
            parts[sprint] = (some + case.from_client, every + 1)
    leaked = sum(case.from_client for case in defects)
    return share(leaked, len(defects), "no defect was found in this period", parts)


def task_completion(look: Look) -> Found:
    counts: Counts = {}
    for window in look.windows:
        for sprint in window.history.sprints:
            if sprint.last in window.period and sprint.last <= window.today:
                some, every = counts.get(sprint.name, (0, 0))
                done, planned = _finished(sprint, window)
                counts[sprint.name] = (some + done, every + planned)
    return share(sum(done for done, _ in counts.values()), sum(of for _, of in counts.values()), NO_SPRINTS, counts)


def _finished(sprint: Sprint, window: Window) -> tuple[int, int]:
    """Count the work of a sprint that was done when it ended, and all of it."""
    name = fold(sprint.name)
    planned = [
        case
        for case in window.history.cases
        if Kind.WORK in case.kinds and name in (fold(one) for one in case.ticket.sprint)
    ]
    return sum(_is_done_by(case, sprint, window) for case in planned), len(planned)


def _is_done_by(case: Case, sprint: Sprint, window: Window) -> bool:
    return case.done_at is not None and window.calendar.day(case.done_at) <= sprint.last


def escalation_rate(look: Look) -> Found:
    """Tickets with a formal escalation among all that were open; `parts` are the shares by step, informal ones too."""
    alive = [(case, window) for window in look.windows for case in window.alive]
    steps: dict[str, int] = defaultdict(int)
    formal = 0
    for case, window in alive:
        taken = [step for step in case.escalations if step.at in window]
        formal += any(step.formal for step in taken)
        for name in {step.step for step in taken}:
            steps[name] += 1
    parts = {name: (some, len(alive)) for name, some in steps.items()}
    return share(formal, len(alive), "no ticket was open in this period", parts)


def ideas_offered(look: Look) -> Found:
    return count(look, {"": sum(1 for _ in look.created(Kind.IDEA))})


def quality_score(look: Look) -> Found:
    return average((case.quality for case in look.done(Kind.WORK) if case.quality is not None), NO_SCORE)


def defects_found(look: Look) -> Found:
    return average((case.defects for case in look.done(Kind.WORK) if case.defects is not None), NO_DEFECTS)


MEASURES = (
    Measure(
        "delivery_accuracy",
        "How often a deliverable is made as specified, without being begun again",
        "percent",
        "higher",
        "100 x deliverables done in the period that never went back to be worked on / deliverables done in the period",
        "S002-36, S002-37",
        delivery_accuracy,
        target=Target("at_least", 90, "%"),
        pillar="reliability",
        parts="type of ticket",
    ),
    Measure(
        "first_time_acceptance",
        "How often the client accepts a deliverable at the first submission",
        "percent",
        "higher",
        "100 x deliverables never sent back by the client / deliverables the client first decided on in the period",
        "S002-28, S002-38",
        first_time_acceptance,
        pillar="partnership",
        parts="type of ticket",
    ),
    Measure(
        "first_contact",
        "How often the first answer solves a request",
        "percent",
        "higher",
        "100 x requests done with at most one answer and never reopened / requests done in the period",
        "S004-55, S004-60",
        first_contact,
        pillar="proactivity",
        parts="type of ticket",
    ),
    Measure(
        "repeat_issues",
        "How often a request is about something that was there before",
        "percent",
        "lower",
        "100 x requests marked or linked as repeats / requests created in the period",
        "S004-57, S004-117",
        repeat_issues,
        pillar="proactivity",
        parts="type of ticket",
    ),
    Measure(
        "reopened",
        "How often a request was not solved for good",
        "percent",
        "lower",
        "100 x requests done in the period that were done before and opened again / requests done in the period",
        "S004-12",
        reopened,
        pillar="reliability",
        parts="type of ticket",
    ),
    Measure(
        "handovers",
        "How many hands a request goes through",
        "ratio",
        "lower",
        "mean number of changes from one assignee to another, over requests done in the period",
        "S004-61",
        handovers,
        pillar="partnership",
    ),
    Measure(
        "defect_leakage",
        "How many of the defects reach the client",
        "percent",
        "lower",
        "100 x defects found by the client / all defects created in the period",
        "S000-57",
        defect_leakage,
        pillar="reliability",
        parts="sprint",
    ),
    Measure(
        "quality_score",
        "How good work is by its quality review, on the scale the team uses",
        "points",
        "higher",
        "mean of the field Quality score, over work done in the period that has one",
        "S001-39",
        quality_score,
        pillar="reliability",
    ),
    Measure(
        "defects_found",
        "How many defects a quality review finds in a piece of work",
        "ratio",
        "lower",
        "mean of the field Defects found, over work done in the period that has one",
        "S001-39",
        defects_found,
        pillar="reliability",
    ),
    Measure(
        "task_completion",
        "How much of the work planned for a sprint is done when it ends",
        "percent",
        "higher",
        "100 x work done by the last day of its sprint / work planned in it, over sprints that ended in the period",
        "S000-55, S000-56",
        task_completion,
        pillar="reliability",
        parts="sprint",
    ),
    Measure(
        "escalation_rate",
        "How many tickets had to be escalated formally",
        "percent",
        "lower",
        "100 x tickets on which the last step of a ladder was taken in the period / tickets open in the period",
        "S000-100, S000-101",
        escalation_rate,
        target=Target("less_than", 5, "%"),
        pillar="proactivity",
        parts="step",
    ),
    Measure(
        "ideas_offered",
        "How many ideas that save the client money were offered",
        "count",
        "higher",
        "number of idea tickets created in the period",
        "S000-23",
        ideas_offered,
        pillar="partnership",
    ),
)
