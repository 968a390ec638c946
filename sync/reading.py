"""What an engagement's policy is and what must be read for it."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

import orjson

from rules.calendar import Calendar
from rules.ladder import steps_of
from rules.pack import ON_MOVES, Condition, Pack
from rules.policy import Policy, compile_policy, conditions_of
from rules.scene import Setting
from rules.subjects import NATIVE
from rules.terms import day_term_of
from rules.timed import NOW
from rules.values import fold
from sync.engagement import Client, Engagement, Mode, Scope
from sync.holds.routes import NO_FILLS, Routes
from sync.ports import Needs
from sync.remembered import FLAGGED

TEAM = "Team"  # the field that says which team a ticket belongs to, where the engagement maps one
NAMES_A_FIELD = frozenset({"before", "after", "not_before", "not_after", "same_as", "differs_from", "by", "by_not"})


def calendar_of(client: Client) -> Calendar:
    """Return the client's working calendar."""
    work = client.work
    return Calendar(client.zone, work.days, work.opens, work.closes, frozenset(work.holidays))


def policy_of(engagement: Engagement, packs: Mapping[str, Pack]) -> Policy:
    """Compile the engagement's packs under its setting."""
    setting = Setting(
        calendar=calendar_of(engagement.client),
        roles={fold(role): members for role, members in engagement.roles.items()},
        contacts=frozenset(fold(contact.email) for contact in engagement.client.contacts),
        work_type=engagement.work_type,
        hold_status=engagement.hold.status if engagement.hold else None,
        home=engagement.home,
        receives=tuple(contact.receives for contact in engagement.client.contacts),
    )
    return compile_policy(tuple(packs[name] for name in engagement.packs), setting, engagement.stages)


def needs_of(policy: Policy, engagement: Engagement) -> Needs:
    """Return what the rules, the notices and the holds of an engagement look at, and nothing else."""
    subjects = _subjects(policy)
    names = _field_names(policy, engagement)
    has_grace = any(rule.grace is not None for rule in policy.rules)
    hold = engagement.hold if engagement.mode is Mode.ENFORCE else None
    flag = frozenset({FLAGGED} if hold and hold.flag else ())
    return Needs(
        fields={name: engagement.fields.get(name) for name in sorted(names | flag)},
        comments=listens(engagement, policy) or bool({"comment", "first_response"} & subjects),
        moves=has_grace or bool(ON_MOVES & subjects) or bool(hold and not hold.flag) or tells_dates(engagement),
        links="link" in subjects,
        children="children" in subjects,
        checklists="checklist" in subjects,
        attachments="attachments" in subjects,
        changes=tuple(sorted({*policy.hindsight.changes, *flag})),
    )


def tells_dates(engagement: Engagement) -> bool:
    """Tell whether anybody at the client hears when work will be done, which takes how long it took so far."""
    receives = {word for contact in engagement.client.contacts for word in contact.receives}
    return engagement.mode in {Mode.ADVISE, Mode.ENFORCE} and bool({"delays", "weekly"} & receives)


def listens(engagement: Engagement, policy: Policy) -> bool:
    """Tell whether commands in comments are listened to: where they can be answered and some rule can be waived."""
    return engagement.mode in {Mode.ADVISE, Mode.ENFORCE} and any(one.rule.waivable_by for one in policy.rules)


def routes_of(policy: Policy, engagement: Engagement) -> Routes:
    """Return what moves of an engagement's tickets keep to."""
    return Routes(policy.setting, engagement.hold.fills if engagement.hold else NO_FILLS)


def needs_digest(needs: Needs, scope: Scope) -> str:
    """Fingerprint of what is asked for and where: another one means that everything must be read again."""
    told = (sorted(needs.fields.items()), needs.changes, needs.comments, needs.moves, needs.links, needs.children)
    where = (scope.kind.value, scope.value)
    return sha256(orjson.dumps((*told, needs.checklists, needs.attachments, where))).hexdigest()[:16]


def neighbours_asked(policy: Policy) -> frozenset[str]:
    """Return which neighbours rules and ladders look at: `link`, `children`, both or none."""
    return _subjects(policy) & {"link", "children"}


def _subjects(policy: Policy) -> frozenset[str]:
    return frozenset(condition.subject for condition in _conditions(policy))


def _conditions(policy: Policy) -> Iterator[Condition]:
    for rule in policy.rules:
        yield from conditions_of((*rule.rule.must, *rule.rule.unless))
    for step in steps_of(policy.packs):
        yield from conditions_of(step.needs)


def _field_names(policy: Policy, engagement: Engagement) -> frozenset[str]:
    named: set[str] = set()
    for rule in policy.rules:
        named |= {key.removeprefix("field:") for key in rule.rule.when if key.startswith("field:")}
    for condition in _conditions(policy):
        named |= _named_as_subject(condition)
        named |= _named_in_test(condition.test, condition.wanted, policy)
    named |= _visible_names(engagement) | ({TEAM} & set(engagement.fields))
    named |= {engagement.approval.field} if engagement.approval else set()
    named |= {*engagement.survey.fields.names, *filter(None, [engagement.baseline_field])}
    return frozenset(name for name in named if name in engagement.fields or name not in {*NATIVE, "stage"})


def _named_as_subject(condition: Condition) -> set[str]:
    if condition.subject in {"field", "changed"}:
        return {str(condition.argument)}
    if condition.subject == "between" and isinstance(condition.argument, Mapping):
        return {str(name) for name in condition.argument.values() if fold(str(name)) != NOW}
    return set()


def _named_in_test(test: str | None, wanted: str | Sequence[str] | None, policy: Policy) -> set[str]:
    if test not in NAMES_A_FIELD or wanted is None:
        return set()
    texts = (wanted,) if isinstance(wanted, str) else wanted
    return {text for text in texts if day_term_of(text) is None and not policy.setting.has_role(text)}


def _visible_names(engagement: Engagement) -> set[str]:
    title = engagement.client_visible.title
    return set(engagement.client_visible.fields) | ({title} - {"none", "title"})
