"""Names an installation has of its own, and the places in packs, configuration and waivers where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.forms import TEXT
from config.roles import OWN_ROLES, slug
from config.spans import ISO_DAY, any_unit_of
from config.values import Installation
from config.vocabulary import NATIVE_FIELDS, NATIVE_PERSONS
from rules.pack import Pack, Rule
from sync.engagement import Engagement
from sync.ports import Words

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one installation, each once: those of its trackers, and those its own files give."""

    fields: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def names_of(installation: Installation, engagements: Iterable[Engagement], told: Iterable[Words]) -> Names:
    """Return the names of some engagements, told by their trackers, and of all packs."""
    chosen, words, packs = tuple(engagements), tuple(told), installation.packs
    return Names(
        fields=_each_once(*(one.fields for one in words), *(one.fields for one in chosen)),
        statuses=_each_once(*(one.statuses for one in words)),
        types=_each_once(*(one.types for one in words)),
        labels=_each_once(*(one.labels for one in words)),
        priorities=_each_once(*(one.priorities for one in words)),
        stages=_each_once(stage.name for pack in packs for stage in pack.stages),
        roles=_each_once(
            *(one.roles for one in chosen), installation.team, *(_roles_in(pack) for pack in packs), OWN_ROLES
        ),
        rules=_each_once(rule.name for pack in packs for rule in _rules_in(pack)),
        packs=_each_once(pack.name for pack in packs),
        sources=_each_once(source.name for source in installation.sources),
    )


def _each_once(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}, key=lambda name: (name.casefold(), name)))


def _rules_in(pack: Pack) -> tuple[Rule, ...]:
    return (*(rule for stage in pack.stages for rule in (*stage.entry, *stage.exit)), *pack.rules)


def _roles_in(pack: Pack) -> set[str]:
    rules = _rules_in(pack)
    owners = (pack.owner, *(rule.owner for rule in rules), *(stage.role for stage in pack.stages))
    steps = (step.owner for ladder in pack.ladders for step in ladder.steps)
    named = (*owners, *steps, *(role for rule in rules for role in rule.waivable_by))
    return {slug(role) for role in named if role}


def _named(kind: str) -> Schema:
    return {"$ref": f"#/$defs/{kind}"}


def _or(words: Sequence[str], shape: Schema) -> Schema:
    return {"anyOf": [{"enum": list(words)}, shape]}


def definitions(names: Names | None) -> Schema:
    """Return what counts as a name of each kind: known ones only where `check` refuses others, else any text, too.

    Without an installation every text may be a name, and those all installations have are offered.
    """
    known = names or Names()
    closed = {
        "field": (*NATIVE_FIELDS, *known.fields),
        "stage": known.stages,
        "role-or-field": (*NATIVE_PERSONS, *OWN_ROLES, *known.roles, *known.fields),
        "rule": known.rules,
        "pack": known.packs,
        "source": known.sources,
    }
    open_ended = {
        "type": known.types,
        "status": known.statuses,
        "label": known.labels,
        "priority": known.priorities,
        "role": (*OWN_ROLES, *known.roles),
        "tracker-field": known.fields,
    }
    return {
        **{kind: _only(kind, words) if names else _offered(words) for kind, words in closed.items()},
        **{kind: _offered(words) for kind, words in open_ended.items()},
    }


def _only(kind: str, words: Iterable[str]) -> Schema:
    listed = list(dict.fromkeys(words))
    told = f"There is no {kind.replace('-', ' ')} of this name here; names are listed by `stageward schema --installed --write`."
    return {"enum": listed, "errorMessage": told} if listed else TEXT


def _offered(words: Iterable[str]) -> Schema:
    listed = list(dict.fromkeys(words))
    return _or(listed, TEXT) if listed else TEXT


FIELD, STAGE = _named("field"), _named("stage")

_A_DAY = rf"\s*today\s*|\s*today\s*[+-]\s*[0-9]+\s+{any_unit_of(('days', 'weeks', 'working days'))}\s*|{ISO_DAY}"
DAY: Schema = {
    "anyOf": [
        {"enum": ["today"], "errorMessage": "Write a date, today, today + 5 working days, or the name of a field."},
        {"type": "string", "pattern": f"^({_A_DAY})$"},
        {"allOf": [FIELD, {"type": "string", "pattern": rf"^(?!\s*today|{ISO_DAY}$)"}]},
    ]
}
"""A day behind `before` and its like: a date, `today` and so many days from it, or a field that holds one."""

_SAME_IN_MANY: Mapping[str, tuple[str, ...]] = {
    "type": ("WhenSection.type", "WhenSection.type_not", "TicketFilter.type", "VisibleSection.types"),
    "status": (
        *("WhenSection.status", "WhenSection.status_not", "TicketFilter.status", "HoldSection.status"),
        *("ClauseSection.in_status", "ClauseSection.all_in_status"),
    ),
    "stage": (
        *("WhenSection.stage", "WhenSection.stage_not", "TicketFilter.stage", "MoveFilter.to", "MoveSection.to"),
        *("ClauseSection.in_stage", "ClauseSection.all_in_stage", "EngagementSection.stages", "WaiverSection.stage"),
    ),
    "label": ("WhenSection.label", "WhenSection.label_not", "TicketFilter.label", "ClauseSection.label"),
    "priority": ("WhenSection.priority",),
    "field": (
        *("ClauseSection.field", "ClauseSection.changed", "ClauseSection.same_as", "ClauseSection.differs_from"),
        *("FieldSection.field", "ApprovalSection.field", "VisibleSection.fields"),
        *(f"SurveyFieldsSection.{score}" for score in ("csat", "nps", "ces", "comment")),
    ),
    "role-or-field": ("ClauseSection.by", "ClauseSection.by_not", "CommentFilter.by", "AnswerFilter.by"),
    "role": (
        *("PackSection.owner", "StageSection.role", "RuleSection.owner", "RuleSection.waivable_by"),
        *("ClauseSection.holds", "ClauseSection.holds_not", "StepSection.owner", "DeedSection.mention"),
    ),
    "rule": ("LadderSection.climbs_while", "WaiverSection.rule"),
    "pack": ("EngagementSection.packs",),
    "source": ("EngagementSection.source",),
    "tracker-field": ("EngagementSection.fields",),
}
_IN_EXAMPLES = ("type", "status", "stage", "priority")

PLACES: Mapping[str, Schema] = {
    **{place: _named(kind) for kind, places in _SAME_IN_MANY.items() for place in places},
    **{f"{one}.{kind}": _named(kind) for one in ("ExampleSection", "NeighbourSection") for kind in _IN_EXAMPLES},
    **dict.fromkeys(("SpanFilter.from", "SpanFilter.to"), _or(["now"], FIELD)),
    "ClauseSection.time_in": _or(["status"], STAGE),
    "ClauseSection.went_back": _or(["any"], STAGE),
    "VisibleSection.title": _or(["none", "title"], FIELD),
}
"""Which names stand behind a key, written `Section.key`."""

KEYS: Mapping[str, str] = {
    "WhenSection.field": "field",
    "EngagementSection.stages": "status",
    "EngagementSection.roles": "role",
    "EngagementSection.rules": "rule",
    "HoldSection.fills": "tracker-field",
    "EngagementSection.digest": "role",
    "InstallationSection.digest": "role",
    "InstallationSection.team": "role",
}
"""Which kind of names are themselves the keys of a mapping."""
