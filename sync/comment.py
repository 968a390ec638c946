"""The sticky comment as a value: what it says, before any tracker's markup.

A comment is a list of blocks; every connector renders all of them in its own form. Text is
always plain text: nothing in it can become markup or a mention. Only a run that says so mentions somebody.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal

from rules.facts import packed

MARKER = "Stageward gate check"  # part of every sticky comment; found again by it and the author

Tone = Literal["error", "warning", "info", "success"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style. `href` makes it a link; `mention` is the account id of a person to be told,
    where the tracker can do that: `text` stands for them elsewhere."""

    text: str
    style: Literal["plain", "strong", "quiet", "code"] = "plain"
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
    """One line of a list, led by a badge such as BLOCKS; `fix` stands on a line of its own below."""

    badge: str
    tone: Tone
    runs: Runs
    fix: Runs = ()


@dataclass(frozen=True, slots=True)
class Points:
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Fold:
    """A title and lines below it that may be hidden until asked for. Where nothing folds, a list."""

    title: str
    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Footer:
    """The last, quiet line; carries the marker."""

    runs: Runs


Block = Headline | Points | Paragraph | Fold | Footer


@dataclass(frozen=True, slots=True)
class StickyComment:
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """Fingerprint of the content; equal content is never written twice."""
        told = [(type(block).__name__, asdict(block)) for block in self.blocks]
        return sha256(packed(told)).hexdigest()


def plain_text(comment: StickyComment) -> str:
    """Render the comment as plain text, one line per paragraph, list item or folded line."""
    lines: list[str] = []
    for block in comment.blocks:
        match block:
            case Headline(runs=runs) | Paragraph(runs=runs) | Footer(runs=runs):
                lines.append(text_of(runs))
            case Points(points):
                for point in points:
                    lines.append(f"- {point.badge}: {text_of(point.runs)}")
                    if point.fix:
                        lines.append(f"  > {text_of(point.fix)}")
            case Fold(title, folded):
                lines.append(f"{title}:")
                lines.extend(f"- {text_of(line)}" for line in folded)
    return "\n".join(lines)


def text_of(runs: Sequence[Run]) -> str:
    """Return the words of some runs without their style."""
    return "".join(run.text for run in runs)
