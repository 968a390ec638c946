"""What the engagements of stageward.yaml say of sources, packs and one another."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from config.engagements import EngagementSection
from config.installation import InstallationSection, notices_of
from config.library import Library, stage_names, tell_twins, unknown
from config.members import GROUPS, group_of
from config.mistakes import quoted
from config.schema import PackSection
from config.sections import scalars
from config.sources import SourceSection, token_variable
from rules.values import fold
from sync.clients.scope_letters import NEEDED, PACK, SCOPE_CHANGE
from sync.engagement import MailMode, Mode, ScopeKind

SCOPES = {
    "jira": (ScopeKind.PROJECT.value, ScopeKind.JQL.value),
    "clickup": (ScopeKind.LIST.value, ScopeKind.FOLDER.value, ScopeKind.SPACE.value),
}
SEEN_BY_DELAYS = ("Mitigation", "Reason", "Impact")


@dataclass(frozen=True)
class Wired:
    """An engagement with the source and the packs it names, as far as they exist."""

    engagement: EngagementSection
    source: SourceSection | None
    packs: tuple[PackSection, ...]


def wire(root: InstallationSection, library: Library) -> tuple[Wired, ...]:
    """Bring engagements together with what they name."""
    sources = {source.name: source for source in root.sources}
    return tuple(
        Wired(one, sources.get(one.source), tuple(pack for name in one.packs if (pack := library.pack(name))))
        for one in root.engagements
    )


def look_over(root: InstallationSection, library: Library) -> None:
    """Tell what is wrong between engagements, sources, packs and mail."""
    _look_over_sources(root)
    tell_twins(((one.name, one) for one in root.engagements), "engagement", "name")
    wired = wire(root, library)
    _look_for_shared_homes(wired)
    _look_for_zones(root)
    for one in wired:
        _look_over_source_of(one, root)
        _look_over_packs_of(one, library)
        _look_over_stages_of(one)
        _look_over_hold_of(one)
        _look_over_rules_of(one)
        _look_over_comment_of(one)
        _look_over_home_of(one)
        _look_over_groups_of(one)
        _look_over_neighbours_of(one)
        _look_over_contacts_of(one.engagement, root)
        _look_over_visible_of(one, root)


def _look_over_sources(root: InstallationSection) -> None:
    tell_twins(((source.name, source) for source in root.sources), "source", "name")
    first: dict[str, SourceSection] = {}
    for source in root.sources:
        other = first.setdefault(token_variable(source.name), source)
        if other is not source and fold(other.name) != fold(source.name):
            told = (
                f"{quoted(source.name)} and {quoted(other.name)} would share {token_variable(source.name)}; rename one"
            )
            source.page.blame(source.place_of("name"), told)


def _look_for_shared_homes(wired: tuple[Wired, ...]) -> None:
    first: dict[tuple[str, str], EngagementSection] = {}
    for one in wired:
        section = one.engagement
        if section.home is None:
            continue
        other = first.setdefault((section.source, fold(section.home)), section)
        if other is not section:
            section.page.blame(
                section.place_of("home"), f"{quoted(section.home)} is the home of {quoted(other.name)} already"
            )


def _look_for_zones(root: InstallationSection) -> None:
    """One client lives in one time zone (RULINGS M10)."""
    first: dict[str, EngagementSection] = {}
    for section in root.engagements:
        if section.client is None:
            continue
        other = first.setdefault(fold(section.client.name), section)
        if other.client and other.client.timezone != section.client.timezone:
            section.page.blame(
                section.place_of("client", "timezone"),
                f"{quoted(section.client.name)} is in {other.client.timezone} for {quoted(other.name)}; one client has one time zone",
            )


def _look_over_source_of(one: Wired, root: InstallationSection) -> None:
    section = one.engagement
    if one.source is None:
        names = _all_source_names(root)
        if section.source not in names:
            section.page.blame(section.place_of("source"), unknown(section.source, "source", names))
        return
    allowed = SCOPES[one.source.kind]
    for key in section.scope.node:
        if key in section.scope.allowed_keys() and key not in allowed:
            place = section.scope.node.key_marks[key]
            section.page.blame(place, f'{one.source.kind} has no scope "{key}"; choose one of: {", ".join(allowed)}')


def _all_source_names(root: InstallationSection) -> tuple[str, ...]:
    """Return the names of all sources, those that are wrong in other ways included."""
    sources = root.node.get("sources")
    entries = sources if isinstance(sources, list) else []
    return tuple(str(name) for one in entries if isinstance(one, dict) for name in scalars(one.get("name")))


def _look_over_packs_of(one: Wired, library: Library) -> None:
    if library.pack_names is None:
        return
    known = {fold(name) for name in library.pack_names}
    for name in scalars(one.engagement.node.get("packs")):
        if fold(name) not in known:
            one.engagement.page.blame(name.mark, unknown(name, "pack", library.pack_names))


def _look_over_stages_of(one: Wired) -> None:
    if len(one.packs) < len(one.engagement.packs):
        return  # the stages of a pack that cannot be used are not known
    known = [(pack.pack, stage) for pack in one.packs for stage in stage_names(pack)]
    for status, named in one.engagement.stages.items():
        taken: dict[str, str] = {}
        for index, name in enumerate(named):
            place = one.engagement.place_of("stages", status, index)
            packs = [pack for pack, stage in known if fold(stage) == fold(name)]
            if not packs:
                one.engagement.page.blame(place, unknown(name, "stage", (stage for _, stage in known)))
            for pack in packs:
                other = taken.setdefault(pack, name)
                if fold(other) != fold(name):
                    told = f"{quoted(status)} is {quoted(other)} already in pack {pack}; a status means one stage of a pack"
                    one.engagement.page.blame(place, told)


def _look_over_hold_of(one: Wired) -> None:
    section = one.engagement
    if section.mode is Mode.ENFORCE and "hold" not in section.node:
        section.page.blame(
            section.place_of("mode"), 'mode enforce needs "hold": {status: …}, {flag: true} or {return: true}'
        )
    if section.hold and section.hold.flag and one.source and one.source.kind == "clickup":
        section.page.blame(section.place_of("hold", "flag"), "ClickUp has no flag; hold by status or return")
    if section.hold and section.hold.fills and one.source and one.source.kind == "clickup":
        told = "ClickUp asks for no field when a task changes its status; leave this out"
        section.page.blame(section.place_of("hold", "fills"), told, warning=True)


def _look_over_rules_of(one: Wired) -> None:
    """Tell of modes of rules the engagement does not have."""
    if len(one.packs) < len(one.engagement.packs):
        return  # the rules of a pack that cannot be used are not known
    known = [rule.name for pack in one.packs for rule in pack.every_rule()]
    for name in one.engagement.rules:
        if fold(name) not in map(fold, known):
            place = one.engagement.place_of("rules", name)
            one.engagement.page.blame(place, unknown(name, "rule", known))


def _look_over_comment_of(one: Wired) -> None:
    section = one.engagement
    if section.comment and one.source and one.source.kind == "clickup":
        told = "ClickUp cannot show a comment to some people only; everybody who sees the task reads it"
        section.page.blame(section.place_of("comment", "visible_to"), told, warning=True)


def _look_over_home_of(one: Wired) -> None:
    if "home" in one.engagement.node:
        return
    for pack in one.packs:
        if pack.needs_home():
            told = f'"home" is missing: pack {pack.pack} needs a ticket that stands for the whole engagement'
            one.engagement.page.blame(one.engagement.node.mark, told)
            return


def _look_over_neighbours_of(one: Wired) -> None:
    """A record for the bill needs a stage of the packs; suggestions are made for support alone."""
    section = one.engagement
    known = [stage for pack in one.packs for stage in stage_names(pack)]
    if section.billing and len(one.packs) == len(section.packs) and fold(section.billing.when) not in map(fold, known):
        told = unknown(section.billing.when, "stage", known)
        section.page.blame(section.place_of("billing", "when"), told)
    if section.suggest and section.work_type != "support":
        told = "suggestions are made for support; say work_type: support, or leave this out"
        section.page.blame(section.place_of("suggest"), told)
    if section.knowledge and not section.suggest:
        told = "pages are told together with suggestions; say suggest: true, or leave this out"
        section.page.blame(section.place_of("knowledge"), told, warning=True)


def _look_over_groups_of(one: Wired) -> None:
    """Roles of a project are Jira's, and a query has none; user groups are ClickUp's."""
    section = one.engagement
    for role, named in section.roles.items():
        for index, member in enumerate(named):
            group = group_of(member)
            if group is None or one.source is None:
                continue
            place = section.place_of("roles", role, index)
            if GROUPS[group[0]] != one.source.kind:
                meant = next(kind for kind, tracker in GROUPS.items() if tracker == one.source.kind)
                section.page.blame(place, f"{one.source.kind} has no {group[0]}; write {{{meant}: {group[1]}}}")
            elif group[0] == "project_role" and "jql" in section.scope.node:
                section.page.blame(place, "a query belongs to no project, so it has no project roles; name people")


def _look_over_contacts_of(section: EngagementSection, root: InstallationSection) -> None:
    """Contacts outside the allowed domains get no mail (RULINGS E5)."""
    if section.client is None:
        return
    first: set[str] = set()
    for contact in section.client.contacts:
        place = contact.place_of("email")
        if contact.email.casefold() in first:
            contact.page.blame(place, f"{contact.email} stands twice among the contacts; keep one")
        first.add(contact.email.casefold())
        domain = contact.email.rpartition("@")[2].casefold()
        if root.mail and root.mail.mode is not MailMode.OFF and domain not in root.mail.allow_domains:
            told = f"{domain} is not among mail.allow_domains; no mail would reach {contact.email}"
            contact.page.blame(place, told, warning=root.mail.mode is not MailMode.SEND)


def _look_over_visible_of(one: Wired, root: InstallationSection) -> None:
    """A notice waits while what it has to say may not leave the house (RULINGS M8)."""
    section = one.engagement
    if section.client is None or root.mail is None or root.mail.mode is MailMode.OFF:
        return
    notices = {**notices_of(root, section.work_type), **section.notices}
    off = {kind for kind, mode in notices.items() if mode is MailMode.OFF}
    for contact in section.client.contacts:
        for what, missing in _unseen_by(one, contact.receives, off):
            contact.page.blame(
                contact.place_of("receives"), f"{what} would wait: add {missing} to client_visible", warning=True
            )


def _unseen_by(one: Wired, receives: Collection[str], off: Collection[str]) -> Iterator[tuple[str, str]]:
    section = one.engagement
    visible = section.client_visible
    fields = {fold(name) for name in visible.fields} if visible else set()
    types = {fold(name) for name in visible.types} if visible else set()
    unseen = [name for name in SEEN_BY_DELAYS if fold(name) not in fields]
    if "delays" in receives and unseen and "delay" not in off:
        yield "delay alerts", f"{', '.join(unseen)} (fields)"
    unseen = [name for name in NEEDED if fold(name) not in fields]
    asks = "approvals" in receives and any(fold(pack.pack) == PACK for pack in one.packs)
    if asks and unseen and SCOPE_CHANGE not in off:
        yield "requests for approval", f"{', '.join(unseen)} (fields)"
    if "weekly" in receives and "risk" not in types and "weekly" not in off:
        yield "weekly updates", "Risk (types)"
    if "escalation" in receives and "mitigation" not in fields and any(pack.writes_to_clients() for pack in one.packs):
        yield "client warnings", "Mitigation (fields)"
