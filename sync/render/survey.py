"""The mail with three questions: satisfaction, recommendation, and one to answer freely."""

import re

from sync.clients.letters import Survey
from sync.render.frame import Head, Opening, page_of
from sync.render.page import Card, Group, Line, Page, Section
from sync.render.wording import Wording, say

# Only what cannot end an attribute: the link is the one value of a letter that stands in one.
_LINK = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/%-]*)?(?:\?[A-Za-z0-9._~/%=&-]*)?")
_SATISFACTION = tuple(str(score) for score in range(1, 11))
_RECOMMENDATION = tuple(str(score) for score in range(11))


def survey_page(letter: Survey, wording: Wording) -> Page:
    """Word the questions and how to answer. Raises ValueError for a link that is no plain https address."""
    if letter.link is not None and not _LINK.fullmatch(letter.link):
        raise ValueError(f"not a link for a mail: {letter.link!r}")
    title = say(wording, "survey.count")
    opening = Opening("asks", say(wording, "survey.headline"), say(wording, f"survey.reason.{letter.occasion}"), title)
    head = Head("survey", "survey", "survey", letter.client, letter.day)
    groups = (*_about(letter, wording), _questions(title, wording), _answer(letter.link, wording))
    return page_of(head, opening, groups, wording)


def _about(letter: Survey, wording: Wording) -> list[Group]:
    lines = tuple(Line(name) for name in letter.names)
    return [Group(say(wording, "survey.about"), (Card("", sections=(Section("", lines),)),))] if lines else []


def _questions(title: str, wording: Wording) -> Group:
    cards = (_scored("csat", _SATISFACTION, wording), _scored("nps", _RECOMMENDATION, wording))
    return Group(title, (*cards, Card(say(wording, "survey.open"), note=say(wording, "survey.open.hint"))))


def _scored(question: str, scale: tuple[str, ...], wording: Wording) -> Card:
    ends = (say(wording, f"survey.{question}.low"), say(wording, f"survey.{question}.high"))
    return Card(say(wording, f"survey.{question}"), note=" · ".join(ends), sections=(Section("", scale=scale),))


def _answer(link: str | None, wording: Wording) -> Group:
    how = "link" if link else "reply"
    return Group(say(wording, "survey.answer"), note=say(wording, f"survey.answer.{how}"), link=link or "")
