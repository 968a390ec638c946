"""People: who holds the roles rules name, who the home ticket is kept by, and which contact hears of what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rules.ladder import steps_of
from rules.model import Person
from rules.policy import Policy, conditions_of
from rules.values import fold, person_is
from sync.checkup.checks import Check, Place, some
from sync.checkup.source import called
from sync.engagement import Contact, Engagement, MailMode, MailPolicy
from sync.examination import Account, Home

OF_ALL = frozenset({"client", "anyone"})  # roles nobody has to be named for
HEARS = {"milestone": "milestones", "delivery": "delivery", "survey": "survey"}
INSTEAD = {"delivery": "milestones"}  # CONTRACT section 5


def home(place: Place, wanted: str, found: Home) -> Check:
    """Judge the home ticket that was found."""
    name = wanted
    if fold(found.key) != fold(wanted):
        fix = f"Write home: {found.key} for {place.engagement}."
        return place.warn(name, f"is known as {found.key}; findings of the engagement would find no home", fix)
    if not found.is_in_scope:
        fix = f"Choose a ticket inside the scope of {place.engagement}, or widen the scope."
        return place.fail(name, "is outside the engagement's scope, so it is never read", fix)
    return place.ok(name, "is there and in scope")


def member(place: Place, role: str, named: str, accounts: Sequence[Account]) -> Check:
    """Judge one entry under `roles:` by the accounts it may mean (RULINGS V20)."""
    name = f"{role}: {named}"
    certain = [one for one in accounts if person_is(one.person, named)]
    hidden = [one for one in accounts if person_is(one.person, named) is None]
    if certain:
        if not any(one.is_active for one in certain):
            fix = f"Name somebody else as {role} of {place.engagement}."
            return place.warn(name, f"is {called(certain[0].person)}, whose account is not active", fix)
        return place.ok(name, f"is {called(certain[0].person)}")
    if hidden:
        ids = " or ".join(str(one.person.id) for one in hidden)
        fix = f"Write the account id in place of the address: {ids}."
        said = f"is probably {some([called(one.person) for one in hidden])}; addresses are hidden, so rules cannot tell"
        return place.warn(name, said, fix)
    fix = f"Correct it under roles: of {place.engagement}; an account id is safest."
    return place.fail(name, f"{place.source} knows no such person", fix)


def group(place: Place, role: str, named: str, members: Sequence[Person]) -> Check:
    """Judge a project role or user group under `roles:` by who is in it."""
    name = f"{role}: {named}"
    if members:
        return place.ok(name, f"is held by {some([called(one) for one in members])}")
    fix = f"Put people into {named}, or name them under roles: of {place.engagement}."
    return place.warn(name, "nobody is in it, so nobody can waive as this role", fix)


def unheld(place: Place, engagement: Engagement, policy: Policy) -> Iterator[Check]:
    """Tell roles that rules and ladders name and nobody holds."""
    held = {fold(role) for role, members in engagement.roles.items() if members} | OF_ALL
    held |= {role for role, groups in engagement.groups.items() if groups}
    for role, users in roles_named(policy).items():
        if role not in held:
            fix = f"Name people under roles: of {engagement.name}: `{role}: [address or account id]`."
            yield place.warn(
                role, f"nobody holds this role, and {some(users)} {'names' if len(users) == 1 else 'name'} it", fix
            )


def roles_named(policy: Policy) -> Mapping[str, list[str]]:
    """Return each role that something depends on, with the rules and ladder steps that do."""
    named: dict[str, list[str]] = {}
    for rule in policy.rules:
        for role in (*rule.rule.waivable_by, *_roles_in_conditions(rule.rule.must, rule.rule.unless)):
            named.setdefault(fold(role), []).append(rule.name)
    for step in steps_of(policy.packs):
        for role in (step.owner, *step.names_of("mention")):
            named.setdefault(fold(role), []).append(f"step {step.name}")
    return {role: list(dict.fromkeys(users)) for role, users in named.items()}


def _roles_in_conditions(*clauses: Iterable) -> Iterator[str]:  # type: ignore[type-arg]
    for one in conditions_of(clause for group in clauses for clause in group):
        if one.test in {"holds", "holds_not"}:
            yield from (one.wanted,) if isinstance(one.wanted, str) else one.wanted or ()


def contacts(engagement: Engagement, policy: Policy, mail: MailPolicy | None) -> Iterator[Check]:
    """Judge whether mail can reach the contacts, and whether somebody hears what stages and ladders tell."""
    place = Place("contacts", engagement.name)
    people = engagement.client.contacts
    if mail is None or mail.mode is MailMode.OFF:
        yield place.ok("contacts", "mail is off; nobody is written to")
        return
    for contact in people:
        yield _contact(place, contact, mail)
    yield from _unheard(place, policy, people)


def _contact(place: Place, contact: Contact, mail: MailPolicy) -> Check:
    domain = contact.email.rpartition("@")[2]
    if fold(domain) not in map(fold, mail.allow_domains):
        fix = f"Add {domain} to mail.allow_domains, or correct the address under contacts: of {place.engagement}."
        return place.warn(contact.email, f"{domain} is not among mail.allow_domains; no mail would reach it", fix)
    if not contact.receives:
        fix = f"Write what it receives, such as receives: [milestones], or take it out of {place.engagement}."
        return place.warn(contact.email, "receives nothing", fix)
    return place.ok(contact.email, f"receives {', '.join(contact.receives)}")


def _unheard(place: Place, policy: Policy, people: Sequence[Contact]) -> Iterator[Check]:
    heard = {kind for contact in people for kind in contact.receives}
    for what, tellers in _told_by(policy).items():
        if what not in heard and INSTEAD.get(what) not in heard:
            fix = f"Add {what} to receives: of a contact of {place.engagement}."
            yield place.warn(what, f"{some(tellers)} would tell the client, and no contact receives {what}", fix)


def _told_by(policy: Policy) -> Mapping[str, list[str]]:
    told: dict[str, list[str]] = {}
    for pack in policy.packs:
        for stage in pack.stages:
            for kind in stage.tells:
                told.setdefault(HEARS.get(kind, kind), []).append(f"stage {stage.name}")
    for step in steps_of(policy.packs):
        if step.names_of("notice"):
            told.setdefault("escalation", []).append(f"step {step.name}")
    return told
