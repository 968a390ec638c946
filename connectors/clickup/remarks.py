"""Raw comments become comments, with the lines in which commands count."""

from collections.abc import Iterator, Sequence

from connectors.clickup.values import Raw, moment, person
from rules.model import Comment
from sync.comment import OwnComment, words_digest

QUOTING = ("blockquote", "code-block")  # ride on the line break that ends the quoted line
FENCE = "```"


def comment(raw: Raw) -> Comment:
    """Return a comment; whether it was edited is not told, so `edited` stays False."""
    at = moment(raw["date"])
    if at is None:
        raise ValueError("a comment without a date")
    return Comment(
        id=str(raw["id"]), author=person(raw.get("user") or {}), text=text(raw), at=at, lines=tuple(free_lines(raw))
    )


def own_comment(raw: Raw) -> OwnComment:
    """Return our own comment with what it says; who wrote it last is not told."""
    return OwnComment(str(raw["id"]), words(raw))


def words(raw: Raw) -> str:
    """Return the fingerprint of a comment's words. Mentioned people are left out: ClickUp calls them by their present
    names."""
    said = (run.get("text") or "" for run in _runs(raw) if run.get("type") != "tag")
    return words_digest("".join(said) or text(raw))


def text(raw: Raw) -> str:
    """Return the plain text of a comment, from its runs where ClickUp gives no text."""
    return str(raw.get("comment_text") or "".join(run.get("text") or "" for run in _runs(raw)))


def free_lines(raw: Raw) -> Iterator[str]:
    """Yield the lines outside quotes and code, without blanks at their ends."""
    fenced = False
    for line, quoted in _lines(_runs(raw) or [{"text": text(raw)}]):
        words = line.strip()
        if words.startswith(FENCE):
            fenced = not fenced
        elif words and not quoted and not fenced and not words.startswith(">"):
            yield words


def _runs(raw: Raw) -> Sequence[Raw]:
    return raw.get("comment") or ()


def _lines(runs: Sequence[Raw]) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether it is quoted: as a block, or by beginning with inline code or a link."""
    line, in_code = "", False
    for run in runs:
        attributes = run.get("attributes") or {}
        head, *rest = str(run.get("text") or "").split("\n")
        for place, part in enumerate([head, *rest]):
            if place:
                yield line, in_code or any(_set(attributes, name) for name in QUOTING)
                line, in_code = "", False
            in_code = in_code or (not line.strip() and bool(part.strip()) and _shows(attributes))
            line += part
    yield line, in_code


def _shows(attributes: Raw) -> bool:
    """Tell whether text in a line is shown rather than said: code, or a link."""
    return _set(attributes, "code") or _set(attributes, "link")


def _set(attributes: Raw, name: str) -> bool:
    """An empty mapping is a set attribute, too: `"blockquote": {}`."""
    return attributes.get(name) not in (None, False)
