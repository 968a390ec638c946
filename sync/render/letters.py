"""From any letter to its subject, text and HTML, in the client's language and on the installation's stationery."""

from collections.abc import Sequence

from sync.clients.letters import (
    DelayAlert,
    Digest,
    Escalation,
    Letter,
    MilestoneSummary,
    ScopeChangeRequest,
    Survey,
    WeeklyUpdate,
)
from sync.render.changes import changes_page
from sync.render.delays import delays_page
from sync.render.escalation import escalation_page
from sync.render.frame import Head, Opening, page_of
from sync.render.milestones import milestones_page
from sync.render.page import Group, Page, Rendered, lay_out
from sync.render.stationery import BUILT_IN, Stationery
from sync.render.survey import survey_page
from sync.render.weekly import weekly_page
from sync.render.wording import Wording, listed

_WORST_FIRST = ("off_track", "at_risk", "on_track", "asks")


def render(letter: Letter, language: str = "en", stationery: Stationery = BUILT_IN) -> Rendered:
    """Word a letter and lay it out. Raises KeyError, ValueError or a jinja2 error for stationery that `check` refuses."""
    return lay_out(worded(letter, stationery.wording(language)), stationery)


def worded(letter: Letter, wording: Wording) -> Page:
    """Turn a letter into a page of finished phrases."""
    match letter:
        case MilestoneSummary():
            return milestones_page(letter, wording)
        case DelayAlert():
            return delays_page(letter, wording)
        case WeeklyUpdate():
            return weekly_page(letter, wording)
        case ScopeChangeRequest():
            return changes_page(letter, wording)
        case Escalation():
            return escalation_page(letter, wording)
        case Survey():
            return survey_page(letter, wording)
        case Digest():
            return _digest_page(letter, [worded(one, wording) for one in letter.letters], wording)


def _digest_page(digest: Digest, pages: Sequence[Page], wording: Wording) -> Page:
    """Put several pages under one opening: that of the worst of them."""
    worst = min(pages, key=lambda page: _WORST_FIRST.index(page.tone))
    groups = [group for page in pages for group in (_beginning_of(page, worst), *page.groups)]
    told = listed(wording, list(dict.fromkeys(page.title for page in pages)))
    opening = Opening(worst.tone, worst.headline, worst.reason, told)
    head = Head("digest", "status", "digest", digest.client, digest.day)
    return page_of(head, opening, groups, wording)


def _beginning_of(page: Page, first: Page) -> Group:
    """Head a letter by its title; how things go is told where the mail's own opening says otherwise."""
    told = (page.headline, page.reason)
    return Group(page.title, note="" if told == (first.headline, first.reason) else ". ".join(told), begins=True)
