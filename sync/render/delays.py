"""The mail about dates: what moved, what passed, what is likely to, and what is back on track."""

from collections.abc import Sequence

from sync.clients.letters import DateChange, Delay, DelayAlert
from sync.render.frame import Head, fact_lines, figure, name_and_kind, names_told, opening_of, page_of, sections
from sync.render.page import Card, Figure, Group, Line, Page
from sync.render.wording import Wording, counted, in_words, say

_STATES = ("late", "moved", "likely_late", "recovered")
_SURE = ((0.95, "almost_certain"), (0.85, "very_likely"), (0.0, "likely"))
"""The share of comparable tickets from which on a forecast is told in which words."""


def delays_page(letter: DelayAlert, wording: Wording) -> Page:
    """Word what became of dates, at least one, the worst first."""
    groups = tuple(group for state in _STATES if (group := _group(state, letter.delays, wording)).cards)
    told = names_told(groups[0].title, [card.name for card in groups[0].cards], wording)
    head = Head("delay", "dates", "delays", letter.client, letter.day)
    return page_of(head, opening_of(letter.health, told, wording), groups, wording)


def _group(state: str, delays: Sequence[Delay], wording: Wording) -> Group:
    cards = tuple(_card(one, wording) for one in delays if one.state == state)
    return Group(counted(wording, f"delay.{state}", len(cards)), cards)


def _card(delay: Delay, wording: Wording) -> Card:
    name, kind = name_and_kind(delay.name, delay.kind, wording)
    reason = [Line(delay.reason or say(wording, "not_stated"))] if delay.state in {"moved", "late"} else []
    lines = {
        "section.why": [*_likely(delay, wording), *reason],
        "section.mitigation": [Line(delay.mitigation)] if delay.mitigation else [],
        "section.facts": fact_lines(delay.facts, wording),
        "section.history": [date_line(one, wording) for one in delay.history],
    }
    return Card(name, kind, figures=_figures(delay, wording), sections=sections(lines, wording))


def _figures(delay: Delay, wording: Wording) -> tuple[Figure, ...]:
    label = f"delay.date.{delay.state}"
    expected = in_words(wording, delay.expected) if delay.expected else say(wording, "delay.date.open")
    return (
        figure(wording, "delay.date.agreed", in_words(wording, delay.agreed)),
        figure(wording, label, expected),
        figure(wording, "delay.difference", _slip(delay, wording)),
    )


def _slip(delay: Delay, wording: Wording) -> str:
    if delay.slip == 0:
        return say(wording, "delay.slip.none")
    way = "so_far" if delay.expected is None else "later" if delay.slip > 0 else "earlier"
    return counted(wording, f"delay.slip.{way}", abs(delay.slip))


def _likely(delay: Delay, wording: Wording) -> list[Line]:
    """Say how sure a forecast is, in words and in how many of ten."""
    if delay.state != "likely_late" or delay.share is None:
        return []
    sure = next(word for least, word in _SURE if delay.share >= least)
    said = say(wording, f"delay.sure.{sure}", day=in_words(wording, delay.agreed))
    return [Line(f"{said} {say(wording, 'delay.share', share=round(delay.share * 10))}")]


def date_line(change: DateChange, wording: Wording) -> Line:
    """Say how a date became another one, led by the day on which it did."""
    before, after = (in_words(wording, day) if day else "" for day in (change.before, change.after))
    because = (
        say(wording, "delay.because", reason=change.reason) if change.reason else say(wording, "delay.because.unknown")
    )
    days = {name: day for name, day in (("before", before), ("after", after)) if day}
    phrase = "changed" if len(days) == 2 else "set" if after else "taken"
    said = say(wording, f"delay.{phrase}", reason=because, **days)
    return Line(said, lead=say(wording, "fact", name=in_words(wording, change.day)))
