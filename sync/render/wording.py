"""The fixed phrases of client mail, as data: one mapping per language, and the few ways to fill them."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

Wording = Mapping[str, str]

ENGLISH: Wording = MappingProxyType(
    {
        "language": "en",
        "subject": "{client}: delivery status",
        "title": "Delivery status",
        "preheader": "{health}. {count}: {names}",
        "dateline": "{client}, {day}",
        "health.on_track": "On track",
        "health.at_risk": "At risk",
        "health.off_track": "Off track",
        "reason.on_track.other": "Work moves as planned.",
        "reason.at_risk.one": "{count} deliverable due within five working days still needs our quality checks.",
        "reason.at_risk.other": "{count} deliverables due within five working days still need our quality checks.",
        "reason.off_track.one": "{count} deliverable past the planned date.",
        "reason.off_track.other": "{count} deliverables past the planned date.",
        "milestones.one": "{count} milestone reached",
        "milestones.other": "{count} milestones reached",
        "reached": "Reached {stage} on {day}",
        "place.done": "Done:",
        "place.here": "Now:",
        "place.ahead": "Ahead:",
        "section.checked": "What was checked",
        "section.conditions": "Conditions",
        "section.next": "What comes next",
        "section.facts": "Details",
        "condition": "Waived until {day}:",
        "next_stage": "Next stage:",
        "due": "Due date:",
        "fact": "{name}:",
        "why": "You receive this as a contact of {client} for milestones.",
        "who": (
            "Your delivery team sends it automatically when milestones are reached. "
            "To change who receives it, please tell your delivery team."
        ),
        "escalation.subject.warning": "{client}: early warning",
        "escalation.subject.formal": "{client}: formal escalation",
        "escalation.subject.over": "{client}: settled",
        "escalation.title.warning": "Early warning",
        "escalation.title.formal": "Formal escalation",
        "escalation.title.over": "Settled",
        "escalation.reason.warning": (
            "Something we promised you is at risk. You hear of it early, together with what is being done about it."
        ),
        "escalation.reason.formal": (
            "What we warned you of is not settled yet. With this message we raise it formally with you."
        ),
        "escalation.reason.over": "What we warned you of is settled. Nothing is needed from you.",
        "escalation.preheader": "{title}: {names}",
        "section.amiss": "Not as it should be yet",
        "section.mitigation": "What is being done",
        "refused.subject": "{engagement}: a plan waits for approval",
        "refused.title": "A plan waits for approval",
        "refused.reason": "Nothing of it was written: {beyond}.",
        "refused.planned": "What it would do",
        "refused.look": "To look at it",
        "refused.approve": "To let exactly this one through",
        "refused.else": "If it is not meant",
        "refused.meant": "Look for the rule, or the change in the tracker, that brought it about.",
        "refused.why": "You receive this as the admin of this installation.",
        "refused.once": "It is told again only when the plan becomes quite another one.",
        "ending.subject": "{engagement}: waivers end soon",
        "ending.title": "Waivers end soon",
        "ending.reason": "After its last day each of these rules counts again.",
        "ending.waiver": "Waived",
        "ending.rule": "Rule:",
        "ending.until": "Last day:",
        "ending.because": "{who}:",
        "ending.prolong": "To prolong it, comment on the ticket:",
        "ending.why": "You receive this because your role may waive these rules.",
        "escalation.why": "You receive this as a contact of {client} for escalations.",
        "escalation.who": (
            "Your delivery team sends it when a promise to you is at risk, and when that is over. "
            "To change who receives it, please tell your delivery team."
        ),
        "list.between": ", ",
        "list.last": " and ",
        "day": "{day} {month} {year}",
        "month.1": "January",
        "month.2": "February",
        "month.3": "March",
        "month.4": "April",
        "month.5": "May",
        "month.6": "June",
        "month.7": "July",
        "month.8": "August",
        "month.9": "September",
        "month.10": "October",
        "month.11": "November",
        "month.12": "December",
    }
)

# Embeddings, overrides and isolates: left open in a name they would turn the words around it.
_DIRECTION_SWITCHES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_CHARACTERS = frozenset("\ufffe\uffff")  # no XML reader takes them
_CONTROL_OR_SURROGATE = frozenset({"Cc", "Cs"})


def clean(value: object) -> str:
    """Turn any value into one line of text that is safe to encode and to show.

    White space becomes single spaces; control signs and switches of writing direction are dropped.
    """
    return " ".join("".join(sign for sign in str(value) if sign.isspace() or _is_text(sign)).split())


def _is_text(sign: str) -> bool:
    return not (
        sign in _DIRECTION_SWITCHES or sign in _NO_CHARACTERS or unicodedata.category(sign) in _CONTROL_OR_SURROGATE
    )


def say(wording: Wording, phrase: str, **values: object) -> str:
    """Fill a phrase; KeyError where the language lacks it or one of its values is missing."""
    return wording[phrase].format(**{name: clean(value) for name, value in values.items()})


def counted(wording: Wording, phrase: str, count: int) -> str:
    """Fill the singular or plural of a phrase with its count."""
    return say(wording, f"{phrase}.{'one' if count == 1 else 'other'}", count=count)


def in_words(wording: Wording, day: date) -> str:
    """Write a day with its month as a word."""
    return say(wording, "day", day=day.day, month=wording[f"month.{day.month}"], year=day.year)


def listed(wording: Wording, items: Sequence[str]) -> str:
    """Join items as in a sentence: "a, b and c"; empty text for none."""
    *front, last = items or ("",)
    between = wording["list.between"].join(front)
    return wording["list.last"].join(filter(None, (between, last)))
