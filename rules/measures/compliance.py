"""How well the method is kept: rules that pass, by rule, stage, pillar and person, and what is excused.

Findings are those of the newest verdicts, so these figures tell how it stands at `now`, for the tickets that were
open in the period. Only `pass` and `fail` count: what is pending, waived, unknown or does not apply says nothing.
"""

from collections.abc import Callable, Iterator

from rules.measures.case import NOBODY, Case, WaiverHeld
from rules.measures.figure import NOTHING_TO_COUNT, Found, Measure, count, missing, share
from rules.measures.look import Judged, Look, Window

Of = Callable[[Look], Found]
NO_VERDICTS = "no ticket open in this period has a rule that passes or fails"


def _passed_by(name_of: Callable[[Judged], str]) -> Of:
    """Return the share of findings that pass, by a name; findings without a name count for the whole only."""

    def passed(look: Look) -> Found:
        counts: dict[str, tuple[int, int]] = {}
        for judged, times in look.judged.items():
            some, every = counts.get(name_of(judged), (0, 0))
            counts[name_of(judged)] = (some + times * judged.passes, every + times)
        some, every = (sum(one[place] for one in counts.values()) for place in (0, 1))
        return share(some, every, NO_VERDICTS, {name: told for name, told in counts.items() if name})

    return passed


by_rule = _passed_by(lambda judged: judged.rule)
by_stage = _passed_by(lambda judged: judged.stage)
by_pillar = _passed_by(lambda judged: judged.pillar)
by_person = _passed_by(lambda judged: judged.person)
by_engagement = _passed_by(lambda judged: judged.engagement)


def _spread(of: Of, what: str) -> Of:
    """Return the distance between the highest and the lowest part of a share, in percentage points."""

    def spread(look: Look) -> Found:
        parts = {name: value for name, value in of(look).parts.items() if name != NOBODY}
        if len(parts) < 2:
            return missing(f"it takes verdicts of at least two {what}")
        return Found(max(parts.values()) - min(parts.values()), len(parts), parts=parts)

    return spread


def _in_force(case: Case, window: Window) -> Iterator[WaiverHeld]:
    return (one for one in case.waivers if one.first <= window.today <= one.last)


def waivers(look: Look) -> Found:
    rules: dict[str, int] = {}
    for window in look.windows:
        for case in window.open:
            for waiver in _in_force(case, window):
                rules[waiver.rule] = rules.get(waiver.rule, 0) + 1
    return count(look, rules)


def waiver_load(look: Look) -> Found:
    open_now = [(case, window) for window in look.windows for case in window.open]
    waived = sum(any(_in_force(case, window)) for case, window in open_now)
    return share(waived, len(open_now), NOTHING_TO_COUNT)


def _compliance(name: str, says: str, formula: str, source: str, of: Of, parts: str) -> Measure:
    return Measure(name, says, "percent", "higher", formula, source, of, parts=parts)


PASSES = "100 x findings that pass / findings that pass or fail, of the newest verdicts of tickets open in the period"

MEASURES = (
    _compliance("compliance", "How often a rule is kept, rule by rule", PASSES, "S000-01, S002-69", by_rule, "rule"),
    _compliance(
        "compliance_by_stage",
        "How often rules are kept at the gates of each stage",
        PASSES,
        "S002-11, S002-12",
        by_stage,
        "stage",
    ),
    _compliance(
        "compliance_by_pillar",
        "How often rules are kept, by pillar",
        PASSES,
        "S000-10, S000-14, S000-18, S000-21",
        by_pillar,
        "pillar",
    ),
    _compliance(
        "compliance_by_person",
        "How often rules are kept on the tickets of each assignee",
        PASSES,
        "S002-01, S004-72, S002-72",
        by_person,
        "person",
    ),
    _compliance(
        "compliance_by_engagement",
        "How often rules are kept in each engagement",
        PASSES,
        "S000-01, S004-16",
        by_engagement,
        "engagement",
    ),
    Measure(
        "spread_between_people",
        "How much the outcome hangs on who does the work",
        "points",
        "lower",
        "highest - lowest share of findings that pass, over assignees",
        "S000-02, S000-04, S002-01, S004-116",
        _spread(by_person, "people"),
        parts="person",
    ),
    Measure(
        "spread_between_engagements",
        "How much the outcome hangs on the engagement",
        "points",
        "lower",
        "highest - lowest share of findings that pass, over engagements",
        "S004-16, S004-116",
        _spread(by_engagement, "engagements"),
        parts="engagement",
    ),
    Measure(
        "waivers",
        "How many waivers are in force",
        "count",
        "lower",
        "number of waivers in force on open tickets, on the last day of the period or today",
        "S002-16",
        waivers,
        parts="rule",
    ),
    Measure(
        "waiver_load",
        "How much of the open work stands under a waiver",
        "percent",
        "lower",
        "100 x open tickets with a waiver in force / open tickets, on the last day of the period or today",
        "S002-16",
        waiver_load,
    ),
)
