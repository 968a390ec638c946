"""Who may waive a rule. Pure: what cannot be decided is a no that says why (RULINGS W7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.model import Person
from rules.policy import CompiledRule
from rules.scene import Setting
from rules.values import Unseen, any_of, fold, person_is

Members = Callable[[str], Sequence[Person] | Unseen]
"""Tells who holds a role by a project role or a user group, or why that cannot be seen."""

CLIENT, ANYONE = "client", "anyone"


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether somebody may; `why` is a whole sentence where they may not."""

    may: bool
    why: str = ""


def permit_of(person: Person, rule: CompiledRule, setting: Setting, members: Members) -> Permit:
    """Tell whether a person may waive a rule: a client never, others by the rule's roles."""
    roles = tuple(role for role in rule.rule.waivable_by if fold(role) != CLIENT)
    if not roles:
        return Permit(may=False, why="Nobody can waive this rule: it names no role that may.")
    may = f"It takes one of: {', '.join(roles)}."
    if setting.holds(person, CLIENT):
        return Permit(may=False, why=f"Clients cannot waive rules. {may}")
    unseen: list[str] = []
    held = any_of([_holds(person, role, setting, members, unseen) for role in roles])
    if held:
        return Permit(may=True)
    if held is None:
        named = f"An admin can name the account id {person.id or 'of whoever asks'} under roles."
        whether = "It cannot be told whether you may waive this rule."
        return Permit(may=False, why=" ".join((whether, *dict.fromkeys(unseen), may, named)))
    return Permit(may=False, why=f"This rule can be waived by others only. {may}")


def _holds(person: Person, role: str, setting: Setting, members: Members, unseen: list[str]) -> bool | None:
    """Tell whether a person holds a role; what cannot be seen is added to `unseen`."""
    if fold(role) == ANYONE:
        return True if _is_no_client(person, setting) else None
    if setting.holds(person, role):
        return True
    people = members(role)
    if isinstance(people, Unseen):
        unseen.append(people.reason)
        return None
    return any_of([setting.holds(person, role), *(person.same_as(one) for one in people)])


def _is_no_client(person: Person, setting: Setting) -> bool:
    """Tell whether a person is certainly none of the client's people."""
    of_role = any_of([person_is(person, one) for one in setting.roles.get(CLIENT, ())])
    could_be_contact = bool(setting.contacts) and person.email is None
    return of_role is False and not could_be_contact and setting.holds(person, CLIENT) is False
