"""The sticky comment as a value: what it says, before any tracker's markup.

A comment is a list of blocks; every connector renders all of them in its own form. Text is
always plain text: nothing in it can become markup or a mention. Only a run that says so mentions somebody.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal
from unicodedata import normalize

from rules.facts import packed
from rules.model import Person

MARKER = "Stageward gate check"  # part of every sticky comment; found again by it and the author
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Signs that turn the direction of what follows, or are not seen at all. The two joiners stay: scripts and emoji need them.
UNSEEN = re.compile(
    r"[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0"
    r"\ufff9-\ufffb\U000e0000-\U000e007f]"
)
NO_SIGNS = re.compile(r"[\ud800-\udfff\ufffe\uffff]")  # halves of an emoji cut in two, as trackers leave them

Tone = Literal["error", "warning", "info", "success"]
Style = Literal["plain", "strong", "quiet", "code"]
BADGES = ("BLOCKS", "UNKNOWN", "WAIVED", "WARNS", "NOTE")  # of points; where room is short, the last goes first


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style. `href` makes it a link; `mention` is the account id of a person to be told,
    where the tracker can do that: `text` stands for them elsewhere."""

    text: str
    style: Style = "plain"
    href: str | None = None
    mention: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """The first line: what all findings come to. ADF: a panel; elsewhere bold text."""

    tone: Tone
    runs: Runs


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a list, led by a badge such as BLOCKS; `fix` stands on a line of its own below, and behind it
    `why`."""

    badge: str
    tone: Tone
    runs: Runs
    fix: Runs = ()
    why: Runs = ()

    @property
    def below(self) -> Runs:
        """What stands on the second line, if anything."""
        return (*self.fix, Run(" "), *self.why) if self.fix and self.why else (*self.fix, *self.why)


@dataclass(frozen=True, slots=True)
class Points:
    """A list; `more` counts those that were left out behind it."""

    points: tuple[Point, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Fold:
    """A title and lines below it that may be hidden until asked for; where nothing folds, a list. `more` counts the
    lines that were left out."""

    title: str
    lines: tuple[Runs, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Footer:
    """The last, quiet line; carries the marker."""

    runs: Runs


Block = Headline | Points | Paragraph | Fold | Footer


@dataclass(frozen=True, slots=True)
class StickyComment:
    """What people are told on a ticket. `is_news` tells that it is worth a comment where there is none.
    `visible_to` is the role that may read it, where the tracker can do that; None for everybody."""

    blocks: tuple[Block, ...]
    is_news: bool = True
    visible_to: str | None = None

    @property
    def digest(self) -> str:
        """Fingerprint of the content and of who may read it; what is equal is never written twice."""
        told: list[object] = [(type(block).__name__, asdict(block)) for block in self.blocks]
        return sha256(packed([*told, *filter(None, [self.visible_to])])).hexdigest()


@dataclass(frozen=True, slots=True)
class OwnComment:
    """The sticky comment as it stands on a ticket. `words` is the fingerprint of what it says (`words_digest`); `editor` is who wrote it last, None where the tracker does not tell."""

    id: str
    words: str
    editor: Person | None = None


def plain_text(comment: StickyComment) -> str:
    """Render the comment as plain text, one line per paragraph, list item or folded line."""
    lines: list[str] = []
    for block in comment.blocks:
        match block:
            case Headline(runs=runs) | Paragraph(runs=runs) | Footer(runs=runs):
                lines.append(text_of(runs))
            case Points(points, more):
                for point in points:
                    lines.append(f"- {one_line(point.badge)}: {text_of(point.runs)}")
                    if point.below:
                        lines.append(f"  > {text_of(point.below)}")
                lines.extend(f"- {text_of(line)}" for line in left_out(more))
            case Fold(title, folded, more):
                lines.append(f"{one_line(title)}:")
                lines.extend(f"- {text_of(line)}" for line in (*folded, *left_out(more)))
    return "\n".join(lines)


def text_of(runs: Sequence[Run]) -> str:
    """Return the words of some runs without their style, as one line."""
    return one_line("".join(run.text for run in runs))


def left_out(count: int) -> tuple[Runs, ...]:
    """Return the line that tells how many there are beyond those shown; none where that is all."""
    return ((Run(f"… and {count} more", "quiet"),),) if count else ()


def one_line(text: str) -> str:
    """Return a text as people are to see it: on one line, and without signs that turn it around or hide in it."""
    return NO_SIGNS.sub("\ufffd", UNSEEN.sub("", BREAKS.sub(" ", text)))


def words_digest(text: str) -> str:
    """Fingerprint of the words of a comment, by which a person's edit is told: white space, the marker, and how a
    sign is composed do not count."""
    words = "".join(normalize("NFKC", one_line(text)).split())
    return sha256(words.replace("".join(MARKER.split()), "").encode()).hexdigest()[:16]
