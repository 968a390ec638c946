"""What the sticky comment says of commands and waivers beside the findings: answers, ends, and what ends soon. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from rules.calendar import Calendar
from rules.model import Finding, Outcome, Verdict
from rules.policy import Policy
from rules.values import fold
from sync.comment import Paragraph
from sync.waivers import answers
from sync.waivers.heard import SHOWN_FOR, Granted, Hearing

SOON = 3  # working days before a waiver's last day


def notes_of(hearing: Hearing, verdict: Verdict, policy: Policy, now: datetime) -> tuple[Paragraph, ...]:
    """Return what the people of one ticket are told."""
    answer = hearing.answers.get(verdict.ticket)
    told = answer.told if answer is not None and answer.is_shown(now) else ()
    calendar = policy.setting.calendar
    failing = {fold(finding.rule) for finding in verdict.with_outcome(Outcome.FAIL)}
    ends = (
        paragraph
        for one in hearing.granted.get(verdict.ticket, ())
        if _is_missed(one, failing, now)
        for paragraph in answers.ended(one.rule, one.ended_because)
    )
    soon = (answers.ends_soon(one.rule, until) for one, until in ending(verdict, calendar, calendar.day(now)))
    return tuple(dict.fromkeys((*told, *ends, *soon)))


def _is_missed(one: Granted, failing: set[str], now: datetime) -> bool:
    """Tell whether a waiver ended lately and its rule fails now."""
    return one.ended is not None and fold(one.rule) in failing and now < one.ended + SHOWN_FOR


def ending(verdict: Verdict, calendar: Calendar, today: date) -> Iterator[tuple[Finding, date]]:
    """Yield what is waived and counts again soon, with the waiver's last day."""
    for finding in verdict.with_outcome(Outcome.WAIVED):
        if finding.waiver is not None and calendar.after(today, SOON) >= finding.waiver.until:
            yield finding, finding.waiver.until
