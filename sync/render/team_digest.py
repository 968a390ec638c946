"""The digest of one reader: how each engagement goes, what changed, and what waits for somebody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sync.clients.letters import Health
from sync.render.frame import reason_of
from sync.render.page import MARKS, Card, Group, Line, Page, Rendered, Section, lay_out, link_to, preheader
from sync.render.stationery import BUILT_IN, Stationery
from sync.render.wording import Wording, called, counted, in_words, listed, say
from sync.team.digest_parts import Changes, Matter, Part, Point

MOST = 10  # points of a matter told one by one
WORST_FIRST = ("off_track", "at_risk", "on_track")
BETWEEN = " · "


def render_digest(
    parts: Sequence[Part], cadence: str, day: date, language: str = "en", stationery: Stationery = BUILT_IN
) -> Rendered:
    """Word a digest: engagements that have something to say, the worst first; the others by name."""
    wording = stationery.wording(language)
    told = sorted((one for one in parts if not one.is_empty), key=lambda one: WORST_FIRST.index(one.health.word))
    quiet = [one.engagement for one in parts if one.is_empty]
    worst = told[0].health if told else Health("on_track")
    title, summary = say(wording, f"digest.title.{cadence}"), _summary(told, wording)
    day_said = in_words(wording, day)
    groups = tuple(_group(one, wording) for one in told)
    page = Page(
        language=wording["language"],
        title=title,
        subject=say(wording, "digest.subject", title=title, day=day_said),
        preheader=preheader(summary),
        tone=worst.word,
        mark=MARKS[worst.word],
        headline=say(wording, f"health.{worst.word}"),
        reason=summary,
        dateline=say(wording, "digest.dateline", title=title, day=day_said),
        groups=(*groups, *_quiet(quiet, wording)),
        closing=(say(wording, "digest.why"),),
    )
    return lay_out(page, stationery)


def _summary(told: Sequence[Part], wording: Wording) -> str:
    """Say in one line how much of each matter there is."""
    counts = {matter: sum(len(one.points.get(matter, ())) for one in told) for matter in Matter}
    some = [counted(wording, f"digest.count.{matter.value}", count) for matter, count in counts.items() if count]
    return say(wording, "digest.summary", counts=listed(wording, some)) if some else say(wording, "digest.calm")


def _quiet(names: Sequence[str], wording: Wording) -> tuple[Group, ...]:
    if not names:
        return ()
    return (Group(say(wording, "digest.quiet.title"), note=say(wording, "digest.quiet", names=listed(wording, names))),)


def _group(part: Part, wording: Wording) -> Group:
    health = say(wording, f"health.{part.health.word}")
    how = say(wording, "digest.health", health=health, reason=reason_of(part.health, wording))
    trouble = [Section(say(wording, "digest.trouble"), (Line(part.trouble),))] if part.trouble else []
    changes = [_changes(part.changes, wording)] if part.changes and part.changes.any else []
    matters = (_matter(matter, part.points[matter], wording) for matter in Matter if matter in part.points)
    card = Card("", note=how, sections=(*trouble, *changes, *matters))
    return Group(say(wording, "digest.engagement", engagement=part.engagement, client=part.client), (card,))


def _changes(changes: Changes, wording: Wording) -> Section:
    return Section(
        say(wording, "digest.changes", day=in_words(wording, changes.since)), tuple(_change_lines(changes, wording))
    )


def _change_lines(changes: Changes, wording: Wording) -> Iterator[Line]:
    if changes.health is not None:
        yield Line(say(wording, "digest.was", health=say(wording, f"health.{changes.health}")))
    for way, found in (("new", changes.new), ("over", changes.over)):
        for matter, names in found.items():
            yield Line(listed(wording, names), say(wording, f"digest.{way}.{matter.value}"))
    if changes.done:
        yield Line(listed(wording, changes.done), say(wording, "digest.done"))
    if changes.created:
        yield Line(counted(wording, "digest.created", changes.created))


def _matter(matter: Matter, points: Sequence[Point], wording: Wording) -> Section:
    lines = [
        Line(BETWEEN.join(filter(None, (one.title, *_TELLS[matter](one, wording)))), one.name, link=link_to(one.url))
        for one in points[:MOST]
    ]
    if len(points) > MOST:
        lines.append(Line(counted(wording, "team.more", len(points) - MOST)))
    if matter is Matter.NOTICE:
        lines.append(Line(say(wording, "digest.release")))
    return Section(say(wording, f"digest.{matter.value}"), tuple(lines))


def _since(point: Point, wording: Wording) -> str:
    return say(wording, "digest.since", day=in_words(wording, point.day)) if point.day else ""


def _blocked(point: Point, wording: Wording) -> tuple[str, ...]:
    return listed(wording, point.words), _since(point, wording)


def _escalated(point: Point, wording: Wording) -> tuple[str, ...]:
    step, waits = point.words
    return step, _since(point, wording), waits


def _over_time(point: Point, wording: Wording) -> tuple[str, ...]:
    days = counted(wording, "overtime.days", round(point.days, 1))
    return (say(wording, "overtime.in", stage=called(wording, point.words[0]), days=days),)


def _ending(point: Point, wording: Wording) -> tuple[str, ...]:
    rule, who = point.words
    return rule, say(wording, "digest.until", day=in_words(wording, point.day), who=who) if point.day else ""


def _risk(point: Point, wording: Wording) -> tuple[str, ...]:
    return (listed(wording, [say(wording, f"digest.lacks.{one}") for one in point.words]),)


def _notice(point: Point, wording: Wording) -> tuple[str, ...]:
    kind, state, to = point.words
    return kind, say(wording, f"digest.state.{state}"), say(wording, "digest.to", to=to), _since(point, wording)


def _upcoming(point: Point, wording: Wording) -> tuple[str, ...]:
    due = say(wording, "digest.due", day=in_words(wording, point.day)) if point.day else ""
    return *(called(wording, stage) for stage in point.words), due


_TELLS: Mapping[Matter, Callable[[Point, Wording], tuple[str, ...]]] = MappingProxyType({
    Matter.BLOCKED: _blocked,
    Matter.ESCALATED: _escalated,
    Matter.OVER_TIME: _over_time,
    Matter.ENDING: _ending,
    Matter.RISK: _risk,
    Matter.NOTICE: _notice,
    Matter.UPCOMING: _upcoming,
})  # fmt: skip
