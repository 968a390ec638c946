"""What every mail to a client begins and ends with, and the parts several kinds share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sync.clients.letters import Facts, Health, StripStep
from sync.render.page import MARKS, Figure, Group, Line, Page, Section, Tone, preheader
from sync.render.wording import Wording, called, counted, in_words, listed, say, shown

_PLACE_MARKS: Mapping[str, str] = {"done": "✓", "here": "●", "ahead": "○"}


@dataclass(frozen=True, slots=True)
class Head:
    """What a mail is: the names of its title, its subject and of what its contacts receive."""

    title: str
    subject: str
    receives: str
    client: str
    day: date


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands first, and what an inbox shows of the rest."""

    tone: Tone
    headline: str
    reason: str
    told: str


def page_of(head: Head, opening: Opening, groups: Iterable[Group], wording: Wording) -> Page:
    """Put a mail together, its opening first."""
    title = say(wording, f"title.{head.title}")
    day = in_words(wording, head.day)
    return Page(
        language=wording["language"],
        title=title,
        subject=say(wording, f"subject.{head.subject}", client=head.client),
        preheader=preheader(say(wording, "preheader", headline=opening.headline, told=opening.told)),
        tone=opening.tone,
        mark=MARKS[opening.tone],
        headline=opening.headline,
        reason=opening.reason,
        dateline=say(wording, "dateline", title=title, client=head.client, day=day),
        groups=tuple(groups),
        closing=(say(wording, f"why.{head.receives}", client=head.client), say(wording, "who")),
    )


def opening_of(health: Health, told: str, wording: Wording) -> Opening:
    """Say how things go in one word, and why in one line."""
    return Opening(health.word, say(wording, f"health.{health.word}"), reason_of(health, wording), told)


def reason_of(health: Health, wording: Wording) -> str:
    """Say what makes the health word what it is."""
    phrase = f"reason.{health.because}"
    return counted(wording, phrase, health.count) if health.count else say(wording, phrase)


def names_told(told: str, names: Sequence[str], wording: Wording) -> str:
    """Say what an inbox shows: how many, and which."""
    return say(wording, "preheader.names", told=told, names=listed(wording, names))


def name_and_kind(name: str, kind: str, wording: Wording) -> tuple[str, str]:
    """Return what a card is headed by; a kind that is the name already is told once."""
    return (called(wording, kind), "") if name == kind else (name, called(wording, kind))


def places(strip: Sequence[StripStep], wording: Wording) -> tuple[Line, ...]:
    """Say in words what the strip of stages shows."""
    stages = {place: [called(wording, step.stage) for step in strip if step.place == place] for place in _PLACE_MARKS}
    return tuple(
        Line(listed(wording, names), lead=say(wording, f"place.{place}"), mark=_PLACE_MARKS[place])
        for place, names in stages.items()
        if names
    )


def sections(found: Mapping[str, Sequence[Line]], wording: Wording) -> tuple[Section, ...]:
    """Return sections under the phrases of their titles, without those that hold nothing."""
    return tuple(Section(say(wording, title), tuple(lines)) for title, lines in found.items() if lines)


def sentences(told: Iterable[str], wording: Wording) -> list[Line]:
    return [Line(called(wording, sentence)) for sentence in told if sentence]


def fact_lines(facts: Facts, wording: Wording) -> list[Line]:
    return [Line(shown(wording, value), lead=say(wording, "fact", name=called(wording, name))) for name, value in facts]


def due_lines(due: date | None, wording: Wording) -> list[Line]:
    return [Line(in_words(wording, due), lead=say(wording, "due"))] if due else []


def figure(wording: Wording, label: str, value: str) -> Figure:
    return Figure(say(wording, label), value)
