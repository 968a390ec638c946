"""A client's status page in finished phrases of the client's language, before any layout. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sync.clients.letters import ScopeChange, StripStep
from sync.pages.decisions import Decision
from sync.pages.status_page import Asked, ClientStatus, DateState, Promised
from sync.render.changes import effort_figures
from sync.render.delays import date_line
from sync.render.frame import fact_lines, name_and_kind, reason_of
from sync.render.page import MARKS, Card, Figure, Line, Tone
from sync.render.weekly import need_card, risk_card
from sync.render.wording import Wording, called, counted, in_words, say

TONES: Mapping[DateState, Tone] = MappingProxyType({
    "done": "on_track",
    "as_agreed": "on_track",
    "moved": "off_track",
    "late": "off_track",
    "likely_late": "at_risk",
    "undated": "asks",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a strip; `is_here` marks the one the work is in."""

    name: str
    place: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """One milestone. `where` says the stage in words, `why` and `mitigation` what became of its date."""

    name: str
    kind: str
    state: DateState
    tone: Tone
    word: str
    mark: str
    figures: tuple[Figure, ...]
    where: str = ""
    strip: tuple[Stage, ...] = ()
    why: str = ""
    mitigation: str = ""
    history: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change for the client's decision. `answered` says who decided what, empty while nobody did; `thanks` what
    becomes of the answer."""

    asked: Asked
    name: str
    kind: str
    figures: tuple[Figure, ...]
    told: tuple[Line, ...]
    answered: str = ""
    thanks: str = ""
    takes_answers: bool = False


@dataclass(frozen=True, slots=True)
class EngagementView:
    """One engagement of a client. `heading` is empty where it is the only one and nobody gave it a name."""

    heading: str
    tone: Tone
    mark: str
    word: str
    reason: str
    looked: str
    stale: str
    asks: str
    changes: tuple[ChangeView, ...]
    needs: tuple[Card, ...]
    progress: str
    milestones: tuple[MilestoneView, ...]
    done: tuple[MilestoneView, ...]
    risks: tuple[Card, ...]


def engagement_view(
    status: ClientStatus, decisions: Mapping[str, Decision], wording: Wording, number: int | None, *, is_stale: bool
) -> EngagementView:
    """Word one engagement. `decisions` are the newest by ticket id, `number` counts it among several, None for the
    only one; moments are told in the client's zone."""
    told = [_milestone(one, wording) for one in status.milestones]
    done = [one for one in told if one.state == "done"]
    changes = tuple(_change(one, decisions.get(one.ticket_id), status, wording) for one in status.changes)
    waiting = sum(not one.answered for one in changes)
    day, time = _moment(status.looked_at, status.zone, wording)
    health = status.health
    return EngagementView(
        heading=status.called or (say(wording, "status.project", number=number) if number else ""),
        tone=health.word,
        mark=MARKS[health.word],
        word=say(wording, f"health.{health.word}"),
        reason=reason_of(health, wording),
        looked=say(wording, "status.looked", day=day, time=time),
        stale=say(wording, "status.stale", day=day, time=time) if is_stale else "",
        asks=counted(wording, "status.change", waiting) if waiting else "",
        changes=changes,
        needs=tuple(need_card(one, wording) for one in status.needs),
        progress=say(wording, "status.progress", done=len(done), count=len(told)) if told else "",
        milestones=tuple(one for one in told if one.state != "done"),
        done=tuple(done),
        risks=tuple(risk_card(one, wording) for one in status.risks),
    )


def _moment(at: datetime, zone: str, wording: Wording) -> tuple[str, str]:
    local = at.astimezone(ZoneInfo(zone))
    return in_words(wording, local.date()), f"{local:%H:%M} {local.tzname()}"


def _milestone(one: Promised, wording: Wording) -> MilestoneView:
    name, kind = name_and_kind(one.name, one.kind, wording)
    is_behind = one.state in {"moved", "late", "likely_late"}
    return MilestoneView(
        name=name,
        kind=kind,
        state=one.state,
        tone=TONES[one.state],
        word=say(wording, f"status.state.{one.state}"),
        mark=MARKS[TONES[one.state]],
        figures=tuple(_figures(one, wording)),
        where="" if one.state == "done" else _where(one, wording),
        strip=tuple(_stage(step, wording) for step in one.strip),
        why=(one.reason or say(wording, "not_stated")) if is_behind and one.state != "likely_late" else "",
        mitigation=one.mitigation if is_behind else "",
        history=tuple(date_line(change, wording) for change in one.history),
    )


def _figures(one: Promised, wording: Wording) -> list[Figure]:
    figures = [Figure(say(wording, "status.agreed"), in_words(wording, one.agreed))] if one.agreed else []
    if one.done:
        return [*figures, Figure(say(wording, "status.done_on"), in_words(wording, one.done))]
    if one.expected != one.agreed:
        figures.append(Figure(say(wording, "status.now"), _day(one.expected, wording)))
    if one.slip > 0:
        phrase = "delay.slip.later" if one.expected else "delay.slip.so_far"
        figures.append(Figure(say(wording, "delay.difference"), counted(wording, phrase, one.slip)))
    return figures


def _day(day: date | None, wording: Wording) -> str:
    return in_words(wording, day) if day else say(wording, "status.open")


def _where(one: Promised, wording: Wording) -> str:
    stage = called(wording, one.stage)
    place = next((place for place, step in enumerate(one.strip, 1) if step.place == "here"), 0)
    return say(wording, "weekly.stage", stage=stage, place=place, count=len(one.strip)) if place else stage


def _stage(step: StripStep, wording: Wording) -> Stage:
    return Stage(called(wording, step.stage), step.place, is_here=step.place == "here")


def _change(asked: Asked, decision: Decision | None, status: ClientStatus, wording: Wording) -> ChangeView:
    change = asked.change
    name, kind = name_and_kind(change.name, change.kind, wording)
    answer = decision if decision is not None and _counts(decision, asked) else None
    return ChangeView(
        asked=asked,
        name=name,
        kind=kind,
        figures=effort_figures(change.effort, status.day_hours, wording),
        told=tuple(_told(change, wording)),
        answered=_answered(asked, answer, status.zone, wording),
        thanks=say(wording, f"status.decided.{'waits' if answer.waits else 'done'}") if answer else "",
        takes_answers=status.asks_here,
    )


def _counts(decision: Decision, asked: Asked) -> bool:
    """A decision answers the question it was given to: not one that the team put to the client later."""
    return decision.waits or asked.since is None or decision.at >= asked.since


def _answered(asked: Asked, decision: Decision | None, zone: str, wording: Wording) -> str:
    if decision is None:
        return say(wording, "status.decided.elsewhere", answer=asked.said) if asked.said else ""
    phrase = "approved" if decision.is_approval else "declined"
    day = in_words(wording, decision.at.astimezone(ZoneInfo(zone)).date())
    return say(wording, f"status.decided.{phrase}", name=decision.name, day=day)


def _told(change: ScopeChange, wording: Wording) -> list[Line]:
    told = {
        "change.description": change.description,
        "change.reason_given": change.reason,
        "change.on_time": change.on_time,
        "change.on_budget": change.on_budget,
    }
    lines = [Line(text, lead=say(wording, phrase)) for phrase, text in told.items() if text]
    return [*lines, *fact_lines(change.facts, wording)]
