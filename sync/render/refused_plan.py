"""What people are told of a plan beyond its limits: a mail to the admin, a paragraph on the home ticket."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from shlex import quote

from sync.account import EngagementAccount
from sync.actions import Action
from sync.comment import Paragraph, Run
from sync.limits import Excess
from sync.remembered import ToldExcesses
from sync.render.errors import excess_sentence
from sync.render.page import MARKS, Card, Group, Line, Page, Rendered, Section, lay_out, preheader
from sync.render.stationery import BUILT_IN, Stationery
from sync.render.wording import Wording, in_words, say

MOST_NAMED = 5  # tickets of a verb


def plan_waits(told: ToldExcesses, engagement: str) -> Paragraph:
    """Say on the home ticket that a plan waits; the same words as long as it is the same plan, more or less."""
    return Paragraph(
        (
            Run("A plan waits for approval, and nothing of it was written. ", "strong"),
            Run(f"{_beyond(told.excesses)}. To look at it: "),
            Run(f"stageward plan --engagement {quote(engagement)}", "code"),
        )
    )


def render_refused_plan(
    account: EngagementAccount, day: date, language: str = "en", stationery: Stationery = BUILT_IN
) -> Rendered:
    """Word the mail to the admin: which limit, what the plan would do, and the command that lets it through. No
    text of a ticket is in it."""
    wording = stationery.wording(language)
    title = say(wording, "refused.title")
    reason = say(wording, "refused.reason", beyond=_beyond(account.excesses))
    card = Card(account.name, sections=(_planned(account, wording), *_next(account, wording)))
    page = Page(
        language=wording["language"],
        title=title,
        subject=say(wording, "refused.subject", engagement=account.name),
        preheader=preheader(reason),
        tone="at_risk",
        mark=MARKS["at_risk"],
        headline=title,
        reason=reason,
        dateline=say(wording, "dateline.team", engagement=account.name, day=in_words(wording, day)),
        groups=(Group("", (card,)),),
        closing=(say(wording, "refused.why"), say(wording, "refused.once")),
    )
    return lay_out(page, stationery)


def _beyond(excesses: Sequence[Excess]) -> str:
    return "; ".join(excess_sentence(one) for one in excesses)


def _planned(account: EngagementAccount, wording: Wording) -> Section:
    ordered = sorted(account.actions, key=lambda action: action.verb.value)
    lines = (_counted(verb.value, list(group)) for verb, group in groupby(ordered, key=lambda action: action.verb))
    return Section(say(wording, "refused.planned"), tuple(lines))


def _counted(verb: str, actions: Sequence[Action]) -> Line:
    keys = list(dict.fromkeys(action.ticket for action in actions))
    more = f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else ""
    return Line(f"{len(actions)} ({', '.join(keys[:MOST_NAMED])}{more})", lead=f"{verb}:")


def _next(account: EngagementAccount, wording: Wording) -> tuple[Section, ...]:
    """Give each command a line of its own, so that it can be copied whole."""
    look = f"stageward plan --engagement {quote(account.name)}"
    lines = {
        "look": look,
        "approve": f"stageward sync --approve {account.digest}",
        "else": say(wording, "refused.meant"),
    }
    return tuple(Section(say(wording, f"refused.{name}"), (Line(line),)) for name, line in lines.items())
