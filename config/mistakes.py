"""Mistakes an admin made, and how they are shown: the place, the line, a caret, and no secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from config.masking import Shown, hidden_lines, printable, without_url_secrets

WIDEST = 160  # signs of a source line that are shown
MOST_LISTED = 24  # allowed words; of more, only the nearest is shown


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend. `file` is relative to the folder of stageward.yaml, with `/`; line and column
    count from one, in signs. A warning stops nothing."""

    file: str
    line: int
    column: int
    message: str
    is_warning: bool = False

    @property
    def kind(self) -> str:
        return "warning" if self.is_warning else "error"


@lru_cache
def suggestion(word: str, allowed: tuple[str, ...]) -> str:
    """Say which words are allowed and which was probably meant; begins with "; " or is empty."""
    if not allowed:
        return ""
    by_folded = {name.casefold(): name for name in allowed}
    near = get_close_matches(word.casefold()[:80], by_folded, n=1)
    meant = f' — did you mean "{by_folded[near[0]]}"?' if near else ""
    listed = f"; choose one of: {', '.join(allowed)}" if len(allowed) <= MOST_LISTED or not near else ""
    return listed + meant


def quoted(text: str, longest: int = 60) -> str:
    """Return text in quotes for a message, cut and with URL secrets hidden."""
    shown = without_url_secrets(" ".join(text.split()))
    return f'"{shown if len(shown) <= longest else shown[: longest - 1] + "…"}"'


def render(mistakes: Sequence[Mistake], texts: Mapping[str, str]) -> str:
    """Return what a terminal shows: each mistake with its source line and a caret. `texts` holds files by name."""
    lines = {name: hidden_lines(text) for name, text in texts.items()}
    return "".join(_render_one(mistake, lines.get(mistake.file, ())) for mistake in mistakes)


def _render_one(mistake: Mistake, lines: Sequence[Shown]) -> str:
    message = printable(mistake.message)
    head = f"{mistake.file}:{mistake.line}:{mistake.column}: {mistake.kind}: {message}\n"
    if not 0 < mistake.line <= len(lines) or not any(line.text for line in lines):
        return head
    line = lines[mistake.line - 1]
    text, column = _window(line.text, line.column(mistake.column))
    number = f"{mistake.line:>5}"
    gap = "".join("\t" if sign == "\t" else " " for sign in text[: column - 1])
    return f"{head}{number} | {text}\n{' ' * len(number)} | {gap}^\n"


def _window(text: str, column: int) -> tuple[str, int]:
    start = max(0, column - WIDEST // 2) if len(text) > WIDEST else 0
    return text[start : start + WIDEST], column - start
