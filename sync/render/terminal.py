"""Terminal output as text: styles, standings, paragraphs and columns.

Nothing here looks at a terminal: whether there is colour and how wide it is, is told. Control signs are dropped
from all text, so that no tracker's text can send commands to a terminal. Widths are terminal columns, in which
East Asian signs and emoji take two.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType

from rules.model import Outcome, Standing
from sync.render.wording import clean

_STYLES = MappingProxyType({"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36})  # ECMA-48
_STANDING_STYLES: dict[Standing, tuple[str, ...]] = {
    Standing.BLOCKED: ("bold", "red"),
    Standing.UNKNOWN: ("bold", "cyan"),
    Standing.ATTENTION: ("bold", "yellow"),
    Standing.CONDITIONAL: ("yellow",),
    Standing.CLEAR: ("green",),
}
_OUTCOME_STYLES: dict[Outcome, tuple[str, ...]] = {
    Outcome.FAIL: ("bold", "red"),
    Outcome.UNKNOWN: ("bold", "cyan"),
    Outcome.WAIVED: ("yellow",),
    Outcome.PENDING: ("cyan",),
    Outcome.PASS: ("green",),
    Outcome.NOT_APPLICABLE: ("dim",),
}
_STANDING_WIDTH = max(map(len, Standing))
_OUTCOME_WIDTH = max(map(len, Outcome))


@dataclass(frozen=True, slots=True)
class Ink:
    """How to write: with or without colour, in lines of `width` terminal columns."""

    colour: bool = False
    width: int = 80

    def style(self, text: str, *styles: str) -> str:
        """Return one line of text, styled only where there is colour; KeyError for a style that is none of ours."""
        line = _line(text)
        codes = ";".join(str(_STYLES[style]) for style in styles)
        return f"\x1b[{codes}m{line}\x1b[0m" if self.colour and codes and line else line

    def link(self, text: str, address: str | None, *styles: str) -> str:
        """Return text that leads to an address on terminals that can (OSC 8); elsewhere the text alone."""
        line = self.style(text, *styles)
        return f"\x1b]8;;{clean(address)}\x1b\\{line}\x1b]8;;\x1b\\" if self.colour and address else line

    def standing(self, standing: Standing) -> str:
        """Show a standing by word and colour; all take the same width."""
        return self.style(standing.upper().ljust(_STANDING_WIDTH), *_STANDING_STYLES[standing])

    def outcome(self, outcome: Outcome) -> str:
        """Show an outcome by word and colour; all take the same width."""
        return self.style(outcome.ljust(_OUTCOME_WIDTH), *_OUTCOME_STYLES[outcome])

    def paragraph(self, text: str, indent: str = "", *styles: str, hanging: str | None = None) -> list[str]:
        """Break text between words into lines; a word longer than a line gets one of its own.

        `indent` stands before the first line and `hanging`, else `indent` again, before all others.
        No line for empty text.
        """
        further = indent if hanging is None else hanging
        words = _line(text).strip().split(" ")
        lines = [indent + words[0]]
        for word in words[1:]:
            longer = f"{lines[-1]} {word}"
            lines[-1:] = [longer] if columns_of(longer) <= self.width else [lines[-1].rstrip(), further + word]
        return [self.style(line, *styles) for line in lines if line.strip()]


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows of cells in columns, two spaces apart."""
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(columns_of, column)) for column in zip_longest(*cells, fillvalue="")]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in cells]


def columns_of(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return sum(map(_sign_width, text))


def _line(text: str) -> str:
    """Clean every word; runs of spaces stay, since they align."""
    return " ".join(map(clean, text.split(" ")))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns_of(text))


def _sign_width(sign: str) -> int:
    if unicodedata.category(sign) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
