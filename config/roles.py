"""Roles and fields: those rules name and nobody has, and those an engagement names and no rule uses."""

from collections.abc import Iterable, Iterator

from config.installation import InstallationSection
from config.marks import Branch, Scalar
from config.mistakes import quoted
from config.schema import PackSection
from config.sections import Page, scalars
from config.vocabulary import NATIVE_PERSONS
from config.wiring import SEEN_BY_DELAYS, Wired
from rules.values import fold

TEAM = "Team"  # says whether several teams take part
OWN_ROLES = ("client", "anyone", "project-manager", "delivery-manager", "admin")
"""Roles the product itself speaks of; they may stand in a configuration though no rule names them."""


def slug(role: str) -> str:
    """Return a stage's role as the key it is looked up under: lower case, with hyphens (RULINGS L12)."""
    return fold(role).replace(" ", "-")


def look_over(root: InstallationSection, wired: tuple[Wired, ...]) -> None:
    """Tell where rules, roles and fields do not meet. Only asked of files that are right in themselves."""
    packs = {id(pack): pack for one in wired for pack in one.packs}
    for pack in packs.values():
        users = [one for one in wired if pack in one.packs]
        _tell_roles_nobody_has(pack, users)
        _tell_names_nobody_is(pack, users)
    for one in wired:
        if len(one.packs) == len(one.engagement.packs):
            _tell_unused(one, root)


def _roles_named(pack: PackSection) -> Iterator[tuple[Scalar, Page]]:
    """Yield every role a pack gives something to do, where it stands."""
    sections = [*pack.every_rule(), *(step for ladder in pack.ladders for step in ladder.steps), pack]
    for section in sections:
        for key in ("owner", "waivable_by"):
            yield from ((role, section.page) for role in scalars(section.node.get(key)))
    for ladder in pack.ladders:
        deeds = (deed for step in ladder.steps for deed in step.does if deed is not None)
        yield from ((role, deed.page) for deed in deeds for role in scalars(deed.node.get("mention")))
    for stage in pack.stages:
        yield from ((role, stage.page) for role in scalars(stage.node.get("role")))
    for condition in pack.conditions():
        yield from ((role, condition.page) for role in condition.role_names())


def _tell_roles_nobody_has(pack: PackSection, users: list[Wired]) -> None:
    known = {slug(role) for one in users for role in one.engagement.roles} | {"client", "anyone"}
    names = ", ".join(one.engagement.name for one in users)
    for role, page in sorted(_roles_named(pack), key=lambda named: named[0].mark):
        if slug(role) not in known:
            known.add(slug(role))
            page.blame(role.mark, f"nobody is {quoted(slug(role))}; name people under roles of {names}", warning=True)


def _tell_names_nobody_is(pack: PackSection, users: list[Wired]) -> None:
    """A name behind `by` is a role, else a field that holds a person (RULINGS S14)."""
    known = {fold(name) for one in users for name in (*one.engagement.roles, *one.engagement.fields)}
    known |= {fold(name) for name in (*NATIVE_PERSONS, *OWN_ROLES)}
    for other in {id(pack): pack for one in users for pack in one.packs}.values():
        known |= {fold(name) for condition in other.conditions() for name in scalars(condition.node.get("field"))}
        known |= {slug(role) for role, _ in _roles_named(other)}
    for condition in pack.conditions():
        for name in condition.person_names():
            if fold(name) not in known:
                told = f"{quoted(name)} is neither a role nor a field; add it to roles or fields of an engagement"
                condition.page.blame(name.mark, told)


def _tell_unused(one: Wired, root: InstallationSection) -> None:
    """Entries no rule uses are probably misspelt (RULINGS E17)."""
    section = one.engagement
    roles = {slug(role) for pack in one.packs for role, _ in _roles_named(pack)} | {slug(role) for role in OWN_ROLES}
    roles |= {slug(role) for role in (*root.team, *root.digest, *section.digest)}
    roles |= {slug(name) for pack in one.packs for condition in pack.conditions() for name in condition.person_names()}
    _tell_keys(section.page, section.node.get("roles"), [role for role in section.roles if slug(role) not in roles])
    fields = {fold(name) for name in _fields_used(one)}
    _tell_keys(section.page, section.node.get("fields"), [name for name in section.fields if fold(name) not in fields])


def _fields_used(one: Wired) -> Iterator[str]:
    section = one.engagement
    for pack in one.packs:
        for condition in pack.conditions():
            yield from condition.field_names()
        for rule in pack.every_rule():
            yield from (rule.when.field or ()) if rule.when else ()
    if section.client_visible:
        yield from (*section.client_visible.fields, section.client_visible.title)
    yield from (agreed.field for agreed in (section.approval, section.baseline) if agreed)
    yield from (*SEEN_BY_DELAYS, TEAM)


def _tell_keys(page: Page, names: object, unused: Iterable[str]) -> None:
    if isinstance(names, Branch):
        for name in unused:
            page.blame(names.key_marks[name], f"no rule of this engagement uses {quoted(name)}", warning=True)
