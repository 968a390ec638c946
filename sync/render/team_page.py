"""The one page all mail to the team is laid out on: what happened, in one line why it is told, then ticket by ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.render.page import MARKS, Group, Page, Rendered, Tone, lay_out, preheader
from sync.render.stationery import Stationery
from sync.render.wording import Wording, in_words, say


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands first. `about` begins the names of its phrases: title, subject and why; `of` is the engagement, or
    several of them in words; `told` is what an inbox shows."""

    about: str
    of: str
    day: date
    tone: Tone
    reason: str
    told: str


def team_mail(opening: Opening, groups: Sequence[Group], wording: Wording, stationery: Stationery) -> Rendered:
    """Lay out a mail to the team."""
    title = say(wording, f"{opening.about}.title")
    page = Page(
        language=wording["language"],
        title=title,
        subject=say(wording, f"{opening.about}.subject", engagement=opening.of),
        preheader=preheader(opening.told),
        tone=opening.tone,
        mark=MARKS[opening.tone],
        headline=title,
        reason=opening.reason,
        dateline=say(wording, "dateline.team", engagement=opening.of, day=in_words(wording, opening.day)),
        groups=tuple(groups),
        closing=(say(wording, f"{opening.about}.why"),),
    )
    return lay_out(page, stationery)
