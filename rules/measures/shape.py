"""Shapes a stored ticket into a case. Pure: what a ticket does not show becomes None, which is *not known*."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType

from rules.deeds import moves_between_stages
from rules.measures.answers import CES, CSAT, NPS, Answer
from rules.measures.case import Agreement, Case, Escalation, Kind, Span, Variation, WaiverHeld, name_of
from rules.measures.marks import Marks, labels_of
from rules.measures.outline import outline_of
from rules.model import Comment, Finding, Move, Person, Ticket, Value
from rules.scene import Scene, Setting
from rules.timed import Visit, visits_of
from rules.values import day_in, fold, is_empty, number_in, value_of

ASSIGNEE = "assignee"
CAUSE, SKILL, PEER_REVIEW, PASSED = "cause:", "skill:", "peer review:", "passed"
MARKS = Marks()
Said = Mapping[str, Value]
NO_PATH: Mapping[str, tuple[Visit, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Record:
    """What the store knows of a ticket beyond the ticket itself; all of it may be missing."""

    agreement: Agreement | None = None
    warned: datetime | None = None
    escalations: tuple[Escalation, ...] = ()
    waivers: tuple[WaiverHeld, ...] = ()
    findings: tuple[Finding, ...] = ()
    earlier: tuple[tuple[Finding, ...], ...] = ()


NOTHING = Record()


def case_of(ticket: Ticket, setting: Setting, now: datetime, record: Record = NOTHING, marks: Marks = MARKS) -> Case:
    """Return what measures ask of a ticket as it stands at `now`, under the setting of its engagement's policy."""
    scene = Scene(ticket, now, setting.calendar.day(now), setting, setting.stages_of(ticket.status))
    kinds, said = marks.kinds_of(ticket, setting.work_type), _said(ticket)
    moves = None if "moves" in ticket.unseen else _stage_moves(scene)
    return Case(
        ticket=outline_of(ticket),
        kinds=kinds,
        path=NO_PATH if moves is None else {pack: tuple(visits_of(scene, pack)) for pack in setting.stages},
        held=tuple(_in_statuses(ticket, setting.is_hold)),
        waiting=tuple(_in_statuses(ticket, lambda status: _waits(status, setting, marks))),
        replies=_replies(ticket, setting),
        begun=_begun(moves, setting),
        submitted=None if moves is None else tuple(one.at for one in moves if fold(one.to) in marks.with_client),
        refused=_refused(ticket, moves, marks),
        accepted=_accepted(ticket, moves or (), marks),
        reworked=None if moves is None else tuple(sorted({one.at for one in moves if one.is_back})),
        reopened=None if moves is None else tuple(sorted({one.at for one in moves if one.is_back and one.was_last})),
        handovers=_handovers(ticket),
        agreement=record.agreement,
        warned=record.warned,
        escalations=record.escalations,
        waivers=record.waivers,
        findings=record.findings,
        earlier=record.earlier,
        variation=_variation(ticket, moves or (), said, marks) if Kind.CHANGE in kinds else None,
        causes=tuple(_causes(ticket, said, marks)),
        skills=tuple(_told_behind(SKILL, (ticket.description or "").splitlines())),
        from_client=_is_from_client(ticket, setting, marks),
        repeats=_repeats(ticket, marks),
        linked=_linked(ticket, said, marks),
        buffer=number_in(said.get(fold(marks.buffer))),
        quality=number_in(said.get(fold(marks.quality))),
        defects=number_in(said.get(fold(marks.defects))),
        reviewers=tuple(dict.fromkeys(_reviewers(ticket, said, marks))),
        looked_at_on=day_in(said.get(fold(marks.next_review)), setting.calendar.zone),
        is_added=bool(labels_of(ticket) & marks.extra_work),
    )


def _said(ticket: Ticket) -> Said:
    """Return the fields of a ticket by folded names; of two that fold alike the first one, as `value_of` has it."""
    said: dict[str, Value] = {}
    for name, value in ticket.fields.items():
        said.setdefault(fold(name), value)
    return said


@dataclass(frozen=True, slots=True)
class StageMove:
    """A move between two stages of a pack; `was_last` tells that it left the last one."""

    pack: str
    at: datetime
    before: str | None
    to: str
    is_back: bool
    was_last: bool


def _stage_moves(scene: Scene) -> tuple[StageMove, ...]:
    found = [move for pack in scene.setting.stages for move in _moves_in(scene, pack)]
    return tuple(sorted(found, key=lambda one: one.at))


def _moves_in(scene: Scene, pack: str) -> Iterator[StageMove]:
    moves = moves_between_stages(scene, pack)
    if not moves:
        return
    order = scene.setting.order.get(pack, {})
    first = Move(None, "", moves[0].at, None, scene.setting.stage(pack, moves[0].from_status or ""))
    for old, new in pairwise((first, *moves)):
        before, to = order.get(fold(old.to_stage or ""), 0), order.get(fold(new.to_stage or ""), 0)
        yield StageMove(
            pack, new.at, old.to_stage, new.to_stage or "", is_back=to < before, was_last=before == len(order) - 1
        )


def _in_statuses(ticket: Ticket, chosen: Callable[[str], bool]) -> Iterator[Span]:
    """Yield the times a ticket was in a chosen status, the oldest first; the last one is open while it is there.

    Nothing where its moves cannot be seen: then nothing says since when.
    """
    if "moves" in ticket.unseen:
        return
    begin = ticket.created
    status = (ticket.moves[0].from_status or "") if ticket.moves else ticket.status
    for move in ticket.moves:
        if begin is not None and chosen(status):
            yield Span(begin, move.at)
        begin, status = move.at, move.to_status
    if begin is not None and chosen(status):
        yield Span(begin, ticket.resolved if ticket.done else None)


def _waits(status: str, setting: Setting, marks: Marks) -> bool:
    return fold(status) in marks.waiting or any(
        fold(one) in marks.waiting for one in setting.stages_of(status).values()
    )


def _replies(ticket: Ticket, setting: Setting) -> tuple[datetime, ...] | None:
    """Return when somebody other than the reporter, the client and apps commented; None where that cannot be told."""
    if "comments" in ticket.unseen:
        return None
    judged = [(one.at, _is_reply(one, ticket, setting)) for one in ticket.comments]
    if any(is_reply is None for _, is_reply in judged):
        return None
    return tuple(at for at, is_reply in judged if is_reply)


def _is_reply(comment: Comment, ticket: Ticket, setting: Setting) -> bool | None:
    author, bot = comment.author, setting.bot
    if author.is_app or (bot is not None and author.same_as(bot)) or setting.holds(author, "client"):
        return False
    if ticket.reporter is None:
        return True
    own = author.same_as(ticket.reporter)
    return None if own is None else not own


def _begun(moves: Sequence[StageMove] | None, setting: Setting) -> datetime | None:
    """Return when it first entered a stage behind the first one."""
    return next((one.at for one in moves or () if setting.order.get(one.pack, {}).get(fold(one.to), 0) > 0), None)


def _refused(ticket: Ticket, moves: Sequence[StageMove] | None, marks: Marks) -> tuple[datetime, ...] | None:
    """Return when it came back from the client; a label that says so stands for one return nobody saw."""
    seen = tuple(one.at for one in moves or () if one.is_back and fold(one.before or "") in marks.with_client)
    at = ticket.resolved or ticket.updated
    if not seen and at is not None and labels_of(ticket) & marks.returned:
        return (at,)
    return None if moves is None else seen


def _accepted(ticket: Ticket, moves: Sequence[StageMove], marks: Marks) -> datetime | None:
    """Return when it last went on from the client, else when it was done after it had been with them."""
    sent = [one for one in moves if fold(one.to) in marks.with_client]
    on = [one.at for one in moves if not one.is_back and fold(one.before or "") in marks.with_client]
    if on:
        return on[-1]
    return ticket.resolved if sent and ticket.done else None


def _handovers(ticket: Ticket) -> int | None:
    if ticket.changes is None:
        return None
    return sum(fold(one.field) == ASSIGNEE and not is_empty(one.before) for one in ticket.changes)


def _variation(ticket: Ticket, moves: Sequence[StageMove], said: Said, marks: Marks) -> Variation | None:
    if ticket.created is None:
        return None

    def entered(stages: frozenset[str]) -> datetime | None:
        return next((one.at for one in moves if fold(one.to) in stages), None)

    refused, agreed = entered(marks.declined), entered(marks.approved)
    decided = refused or agreed
    return Variation(
        asked=ticket.created,
        assessed=entered(marks.weighed),
        decided=decided,
        approved=None if decided is None else refused is None,
        effort=ticket.estimate,
        reason=str(said.get(fold(marks.reason)) or ""),
    )


def _causes(ticket: Ticket, said: Said, marks: Marks) -> Iterator[str]:
    """Yield the causes a ticket names, in a field or behind "cause:" in a comment."""
    for name, value in ticket.fields.items() if said.keys() & marks.causes else ():
        if fold(name) in marks.causes and not is_empty(value):
            yield from map(str, value if isinstance(value, tuple) else (value,))
    for comment in ticket.comments:
        yield from _told_behind(CAUSE, comment.lines or comment.text.splitlines())


def _told_behind(word: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield what stands behind a word at the begin of a line, without a full stop at its end."""
    for line in lines:
        head, _, told = line.strip().partition(":")
        if fold(head) + ":" == word and told.strip():
            yield told.strip().rstrip(".")


def _is_from_client(ticket: Ticket, setting: Setting, marks: Marks) -> bool:
    reporter = ticket.reporter
    by_client = reporter is not None and setting.holds(reporter, "client") is True
    return by_client or bool(labels_of(ticket) & marks.from_client)


def _repeats(ticket: Ticket, marks: Marks) -> bool:
    linked = any(fold(link.wording) in marks.repeats for link in ticket.links)
    return linked or bool(labels_of(ticket) & marks.repeat)


def _linked(ticket: Ticket, said: Said, marks: Marks) -> frozenset[str] | None:
    """Return the tickets that links and the field for the analysis name, folded; None where links cannot be seen."""
    if "links" in ticket.unseen:
        return None
    analysis = said.get(fold(marks.analysis))
    told = (analysis,) if isinstance(analysis, str) else ()
    return frozenset(map(fold, (*(link.key for link in ticket.links), *told)))


def _reviewers(ticket: Ticket, said: Said, marks: Marks) -> Iterator[str]:
    """Yield who passed the work: in a comment, or as the reviewer a field names; never its assignee."""
    passed = [one.author for one in ticket.comments if _passes(one)]
    named = said.get(fold(marks.reviewer))
    for person in (*passed, *((named,) if isinstance(named, Person) else ())):
        if ticket.assignee is None or not person.same_as(ticket.assignee):
            yield name_of(person)


def _passes(comment: Comment) -> bool:
    told = _told_behind(PEER_REVIEW, comment.lines or comment.text.splitlines())
    return any(fold(one).startswith(PASSED) for one in told)


def answer_of(ticket: Ticket, marks: Marks = MARKS) -> Answer | None:
    """Return the scores noted on a Survey ticket; None for another ticket. A score out of range is left out."""
    if fold(ticket.type) not in marks.survey or ticket.created is None:
        return None
    return Answer(
        ticket.created,
        csat=_score(value_of(ticket, marks.csat), CSAT),
        nps=_score(value_of(ticket, marks.nps), NPS),
        ces=_score(value_of(ticket, marks.ces), CES),
    )


def _score(value: Value, ends: tuple[float, float]) -> float | None:
    number = number_in(value)
    return number if number is not None and ends[0] <= number <= ends[1] else None


def scoped_hours_of(cases: Iterable[Case]) -> float | None:
    """Return the effort agreed at first: the estimates of deliverables that no change of scope added.

    None where none of them has an estimate.
    """
    hours = [
        case.ticket.estimate
        for case in cases
        if Kind.DELIVERABLE in case.kinds and case.ticket.estimate is not None and not case.is_added
    ]
    return sum(hours) if hours else None
