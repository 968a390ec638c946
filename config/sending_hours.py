"""When a client's mail may go, as it is written: `mail: {days: [Monday], from: "08:00", until: "18:00"}`."""

from datetime import time
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from config.forms import one_of, read_some
from config.marks import Branch
from config.sections import Page, Section, word
from config.spans import TimeOfDay, Weekday, read_time
from sync.engagement import MailHours

CLIENT_DIGESTS = ("daily", "weekly")


class SendingSection(Section):
    days: Annotated[tuple[Weekday, ...], BeforeValidator(read_some)] | None = None
    from_: TimeOfDay | None = Field(default=None, alias="from")
    until: TimeOfDay | None = None
    digest: Annotated[str, one_of(*CLIENT_DIGESTS)] | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        for key, other in (("from", "until"), ("until", "from")):
            if key in node and other not in node:
                page.blame(node.key_marks[key], f'"{other}" is missing: hours have a beginning and an end')
        begins, ends = _time(node, "from"), _time(node, "until")
        if begins and ends and begins >= ends:
            page.blame(node.key_marks["until"], '"until" is not after "from"')

    def hours(self) -> MailHours:
        days = tuple(sorted(set(self.days))) if self.days else None
        return MailHours(days, self.from_, self.until, self.digest)


def _time(node: Branch, key: str) -> time | None:
    """Return the time behind a key; None where there is none, which is told elsewhere."""
    try:
        return read_time(word(node, key))
    except PydanticCustomError:
        return None
