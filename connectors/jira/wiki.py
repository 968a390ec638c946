"""The sticky comment as wiki markup of Jira Data Center."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from connectors.jira.accepted import LONGEST, address_of, length
from connectors.shortening import within
from sync.comment import (
    Block,
    Fold,
    Footer,
    Headline,
    Paragraph,
    Point,
    Points,
    Run,
    StickyComment,
    Tone,
    left_out,
    one_line,
)

# Text colour of a badge; background and border of the first line.
COLORS: dict[Tone, tuple[str, str, str]] = {
    "error": ("#bf2600", "#ffebe6", "#ff8f73"),
    "warning": ("#974f0c", "#fffae6", "#ffc400"),
    "info": ("#0747a6", "#deebff", "#4c9aff"),
    "success": ("#006644", "#e3fcef", "#57d9a3"),
}
MARKS = {"strong": ("{*}", "{*}"), "quiet": ("{_}", "{_}"), "code": ("{{", "}}")}
ENTITIES = {"\\": "&#92;", "{": "&#123;", "}": "&#125;"}
SPECIAL = re.compile(
    r"""
      [\\{}\[\]|*_+^~!]
    | (?<![^\W_])- | -(?![^\W_])          # not within a word: keys and dates stay as they are
    | \?(?=\?) | (?<=\?)\?
    | &(?=\#?\w+;)
    | (?<=\w):(?=//) | (?<=mailto):       # an address is text, not a link
    | :(?=-?[()DPp]) | ;(?=-?\)) | \((?=[/xXiynY?]\)|on\)|off\)|flag) | \#
    | (?<=\bh[1-6])\. | (?<=\bbq)\.
    """,
    re.VERBOSE | re.IGNORECASE,
)
IN_ADDRESS = "!#$&'()*+,/:;=?@~%"
NAMES = re.compile(r"[^\[\]{}|\\\s](?:[^\[\]{}|\\\n]*[^\[\]{}|\\\s])?")


def markup_of(comment: StickyComment) -> str:
    """Render a comment; of what would be too long for Jira the least important is left out."""
    return _markup(within(comment.blocks, LONGEST, lambda blocks: length(_markup(blocks))))


def _markup(blocks: Iterable[Block]) -> str:
    return "\n\n".join(part for block in blocks if (part := "\n".join(_lines(block))))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Headline(tone, runs):
            _, background, border = COLORS[tone]
            yield f"{{panel:bgColor={background}|borderColor={border}}}"
            yield _line(runs)
            yield "{panel}"
        case Paragraph(runs):
            yield _line(runs)
        case Points(points, more):
            for point in points:
                yield from _point(point)
            yield from (f"* {_line(line)}" for line in left_out(more))
        case Fold(title, lines, more):
            yield _line((Run(title, "strong"),))
            yield from (f"* {_line(line)}" for line in (*lines, *left_out(more)))
        case Footer(runs):
            yield "----"
            yield _line(runs)


def _point(point: Point) -> Iterator[str]:
    color = COLORS[point.tone][0]
    yield f"* {{color:{color}}}{_run(Run(point.badge, 'strong'))}{{color}} {_line(point.runs)}"
    if point.below:
        yield f"** {_line(point.below)}"


def _line(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    """Render a run so that nothing in its text can become markup or a mention; a mention is asked for by itself."""
    text = one_line(run.text)
    if run.mention and NAMES.fullmatch(run.mention):
        return f"[~{run.mention}]"
    inside = text.strip()
    if not inside:
        return text
    shown = escaped(inside)
    if address := address_of(run):
        shown = f"[{shown}|{quote(address, safe=IN_ADDRESS)}]"
    before, after = MARKS.get(run.style, ("", ""))
    start = text.index(inside)
    return f"{text[:start]}{before}{shown}{after}{text[start + len(inside) :]}"


def escaped(text: str) -> str:
    """Write plain text so that the wiki shows it as it is.

    Backslashes and braces become entities: a backslash before them would itself be markup in some places.
    """
    return SPECIAL.sub(lambda found: ENTITIES.get(found[0]) or ("&amp;" if found[0] == "&" else f"\\{found[0]}"), text)
