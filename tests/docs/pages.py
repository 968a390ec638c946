"""The pages of the documentation, taken apart: code blocks, headings, links, rows of tables."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) +(.+)$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Block:
    """A code block of a page; `before` is the line of prose that leads to it."""

    page: Path
    line: int
    language: str
    text: str
    before: str

    @property
    def place(self):
        return f"{self.page.name}:{self.line}"


def blocks(*languages):
    """Return the code blocks of all pages in these languages, in their order."""
    return [block for page in PAGES for block in blocks_of(page) if block.language in languages]


def blocks_of(page):
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 2, found[1], found[2], _line_before(text[: found.start()]))
        for found in FENCE.finditer(text)
    ]


def _line_before(text):
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


def prose(page):
    """Return a page without its code blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page):
    """Return what a link may put behind `#` on a page, made as GitHub makes it."""
    return {slug(title) for _, title in HEADING.findall(prose(page))}


def slug(title):
    kept = re.sub(r"[^\w\- ]", "", LINK.sub(lambda link: link[0].partition("]")[0], title).casefold())
    return kept.strip().replace(" ", "-")


def links(page):
    """Return the links of a page that lead to files of the repository."""
    return [link for link in LINK.findall(prose(page)) if "://" not in link and not link.startswith("mailto:")]


def sections(page):
    """Yield every heading of a page with the text up to the next one of any level."""
    _, *parts = HEADING.split(prose(page))
    return list(zip(parts[1::3], parts[2::3], strict=True))


def code_words(text):
    """Return everything a text marks as code."""
    return set(CODE.findall(text))


def first_cells(section):
    """Return the code words in the first cell of every row of a section's tables whose first column is `key`."""
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [word for row in rows[2:] for word in CODE.findall(row[0])] if rows and rows[0][0] == "key" else []
