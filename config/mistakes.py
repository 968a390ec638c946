"""Mistakes an admin made, and how they are shown: the place, the line, a caret, and no secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from config.masking import Shown, hidden_lines, printable, without_url_secrets
from sync.render.terminal import Ink, columns_of

WIDEST = 160  # columns of a source line that are shown
MOST_LISTED = 24  # allowed words; of more, only the nearest is shown
KIND_STYLES = MappingProxyType({"error": "red", "warning": "yellow"})


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


def render(mistakes: Sequence[Mistake], texts: Mapping[str, str], ink: Ink | None = None) -> str:
    """Return each mistake with its source line and a caret. `texts` holds files by name.

    With `ink` it is for a terminal: coloured, no wider, and with air between. Without, every mistake begins with one
    line that editors and `grep` understand, however long.
    """
    lines = {name: hidden_lines(texts[name]) for name in {one.file for one in mistakes} if name in texts}
    return ("\n" if ink else "").join(_render_one(one, lines.get(one.file, ()), ink) for one in mistakes)


def _render_one(mistake: Mistake, lines: Sequence[Shown], ink: Ink | None) -> str:
    head = _head(mistake, ink)
    if not 0 < mistake.line <= len(lines) or not any(line.text for line in lines):
        return head
    number = f"{mistake.line:>5}"
    line = lines[mistake.line - 1]
    widest = WIDEST if ink is None else ink.width - len(number) - len(" | ")
    text, before = _window(line.text, line.column(mistake.column), widest)
    gap = "".join("\t" if sign == "\t" else " " * columns_of(sign) for sign in text[:before])
    caret = "^" if ink is None else ink.style("^", "bold", KIND_STYLES[mistake.kind])
    return f"{head}{number} | {text}\n{' ' * len(number)} | {gap}{caret}\n"


def _head(mistake: Mistake, ink: Ink | None) -> str:
    place = f"{mistake.file}:{mistake.line}:{mistake.column}:"
    message = printable(mistake.message)
    if ink is None:
        return f"{place} {mistake.kind}: {message}\n"
    first, *others = ink.paragraph(f"{place} {mistake.kind}: {message}", hanging="  ")
    styled = f"{ink.style(place, 'bold')} {ink.style(mistake.kind + ':', 'bold', KIND_STYLES[mistake.kind])}"
    plain = f"{place} {mistake.kind}:"
    return "\n".join([styled + first.removeprefix(plain) if first.startswith(plain) else first, *others]) + "\n"


def _window(text: str, column: int, widest: int) -> tuple[str, int]:
    """Return the part of a line that is shown, no wider than so many terminal columns, and how many signs of it
    stand before the place. Of a long line the place is in the middle."""
    place = min(max(column - 1, 0), len(text))
    if len(text) <= widest and columns_of(text) <= widest:
        return text, place
    start = max(0, place - widest // 2)
    while columns_of(text[start:place]) > widest // 2:
        start += 1
    end = min(start + widest, len(text))
    while columns_of(text[start:end]) > widest:
        end -= 1
    return text[start:end], place - start
