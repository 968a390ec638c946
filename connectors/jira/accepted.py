"""What both Jiras take in a comment: how long it may be, and which addresses become links."""

from sync.comment import Run

LONGEST = 32_767  # signs, unless an administrator of Data Center chose another limit
LINKED = ("https://", "http://", "mailto:")


def length(text: str) -> int:
    """Count as Jira does, in units of UTF-16: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def address_of(run: Run) -> str | None:
    """Return the address a run leads to; None where it has none that may become a link."""
    return run.href if run.href and run.href.lower().startswith(LINKED) else None
