"""Tells the demo's story on the terminal: three real cycles against the bundled sandbox, and what people do between."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.account import RunAccount
from sync.remembered import OutboxEntry
from sync.render.plan import engagement_lines, notice_lines
from sync.render.terminal import Ink

Say = Callable[[str], None]


class Act(Protocol):
    """Something a person does in a tracker between two cycles; `title` says it in one sentence."""

    @property
    def title(self) -> str: ...
    @property
    def play(self) -> Callable[[], None]: ...


@dataclass(frozen=True, slots=True)
class Theatre:
    """What the story is played with. `places` saves what there is to look at, and tells where."""

    opening: Sequence[str]
    cycle: Callable[[], RunAccount]
    acts: Sequence[Act]
    release: Callable[[], Sequence[OutboxEntry]]
    places: Callable[[], Sequence[tuple[str, str]]]


def tell(theatre: Theatre, say: Say, ink: Ink) -> bool:
    """Play the story and narrate it; True where it went as told: gaps found, mended, a mail sent, a quiet third cycle."""
    _all(say, [*theatre.opening, ""])
    first = _chapter("First cycle: the bot looks at both trackers", theatre, say, ink)
    _heading("Meanwhile, people work", say, ink)
    for act in theatre.acts:
        act.play()
        say(f"  · {act.title}")
    say("")
    second = _chapter("Second cycle: what was mended is let go", theatre, say, ink)
    sent = _mails(theatre, say, ink)
    third = _chapter("Third cycle: nothing changed", theatre, say, ink)
    _heading("Where to look", say, ink)
    places = theatre.places()
    width = max((len(what) for what, _ in places), default=0)
    _all(say, [f"  {what.ljust(width)}  {place}" for what, place in places])
    quiet = not third.digest and not any(calls.writes for calls in third.calls.values())
    return bool(first.digest and second.digest and sent and quiet) and not any(
        run.exit_code for run in (first, second, third)
    )


def _chapter(title: str, theatre: Theatre, say: Say, ink: Ink) -> RunAccount:
    _heading(title, say, ink)
    account = theatre.cycle()
    for one in account.engagements:
        _all(say, [*engagement_lines(one, account.mode, ink), ""])
    return account


def _mails(theatre: Theatre, say: Say, ink: Ink) -> bool:
    """Let the waiting notices go, as a person would; True where at least one arrived."""
    _heading("A person reads the waiting mails and releases them", say, ink)
    sent = theatre.release()
    for entry in sent:
        _all(say, notice_lines(entry, ink))
    say("")
    return bool(sent) and all(entry.state == "sent" for entry in sent)


def _heading(title: str, say: Say, ink: Ink) -> None:
    say(ink.style(title, "bold", "cyan"))
    say(ink.style("─" * len(title), "cyan"))


def _all(say: Say, lines: Sequence[str]) -> None:
    for line in lines:
        say(line)
