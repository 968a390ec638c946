"""Mail to the team on what did not work: cycles that were not completed, notices that clients did not get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.mailing.deliveries import Delivery, DeliveryState
from sync.remembered import OutboxEntry
from sync.render.page import Card, Group, Line, Rendered, Section
from sync.render.stationery import BUILT_IN, Stationery
from sync.render.team_page import Opening, team_mail
from sync.render.wording import Wording, listed, say
from sync.team.streaks import Streak


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A notice that contacts did not get, or may not have got, with those deliveries."""

    entry: OutboxEntry
    deliveries: tuple[Delivery, ...]


def render_stopped(
    streaks: Sequence[Streak], day: date, language: str = "en", stationery: Stationery = BUILT_IN
) -> Rendered:
    """Word which engagements are not kept up at the moment, and why."""
    wording = stationery.wording(language)
    names = listed(wording, [one.engagement for one in streaks])
    opening = Opening("stopped", names, day, "off_track", say(wording, "stopped.reason"), names)
    found = tuple(_stopped(one, wording) for one in streaks)
    return team_mail(opening, (Group("", found),), wording, stationery)


def _stopped(one: Streak, wording: Wording) -> Card:
    since = f"{one.since:%Y-%m-%d %H:%M} UTC"
    lines = {"since": say(wording, "stopped.count", since=since, count=one.count), "cause": one.why}
    told = [Line(text, say(wording, f"stopped.{name}")) for name, text in lines.items()]
    return Card(one.engagement, sections=(Section("", tuple(told)), _look(wording)))


def _look(wording: Wording) -> Section:
    return Section(say(wording, "stopped.look"), (Line("stageward doctor"),))


def render_resumed(
    streaks: Sequence[Streak], day: date, language: str = "en", stationery: Stationery = BUILT_IN
) -> Rendered:
    """Word which engagements are kept up again."""
    wording = stationery.wording(language)
    names = listed(wording, [one.engagement for one in streaks])
    opening = Opening("resumed", names, day, "on_track", say(wording, "resumed.reason"), names)
    found = tuple(_resumed(one, wording) for one in streaks)
    return team_mail(opening, (Group("", found),), wording, stationery)


def _resumed(one: Streak, wording: Wording) -> Card:
    since = say(wording, "stopped.count", since=f"{one.since:%Y-%m-%d %H:%M} UTC", count=one.count)
    return Card(one.engagement, sections=(Section("", (Line(since, say(wording, "resumed.since")),)),))


def render_undelivered(
    engagement: str,
    notices: Sequence[Undelivered],
    day: date,
    language: str = "en",
    stationery: Stationery = BUILT_IN,
) -> Rendered:
    """Word which notices did not reach whom, and what to do about each."""
    wording = stationery.wording(language)
    told = listed(wording, [one.entry.subject for one in notices])
    opening = Opening("undelivered", engagement, day, "at_risk", say(wording, "undelivered.reason"), told)
    found = tuple(_undelivered(one, wording) for one in notices)
    return team_mail(opening, (Group("", found),), wording, stationery)


def _undelivered(one: Undelivered, wording: Wording) -> Card:
    is_stuck = any(delivery.state is DeliveryState.STUCK for delivery in one.deliveries)
    lines = [Line(delivery.answer or delivery.state.value, f"{delivery.address}:") for delivery in one.deliveries]
    return Card(
        one.entry.subject,
        kind=one.entry.kind,
        sections=(
            Section(say(wording, "undelivered.who"), tuple(lines)),
            Section(
                say(wording, "undelivered.next"), (Line(say(wording, f"undelivered.{'ask' if is_stuck else 'mend'}")),)
            ),
            Section(say(wording, "undelivered.release"), (Line(f"stageward mail release {one.entry.id}"),)),
        ),
    )
