"""What a condition may look at: a ticket, its neighbours, the engagement's setting and the moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from rules.calendar import Calendar
from rules.model import Neighbour, Person, Ticket
from rules.terms import Duration
from rules.values import any_of, fold, person_is


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all tickets of an engagement.

    `stages` maps, by pack, a folded status to the stage it means there; `roles` a folded role to account
    ids or addresses; `last_stages` names, by pack, its last stage. The hold status belongs to no stage; `bot` is the account whose moves do not count
    (S16), `home` the key of the ticket that carries what concerns the whole engagement. `order` gives, by
    pack, the place of every folded stage name, `takes` how long it may take; `receives` the notices each contact of the client gets.
    """

    calendar: Calendar = Calendar()
    stages: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    last_stages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    contacts: frozenset[str] = frozenset()
    work_type: str | None = None
    hold_status: str | None = None
    bot: Person | None = None
    home: str | None = None
    order: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    takes: Mapping[str, Mapping[str, Duration]] = field(default_factory=lambda: MappingProxyType({}))
    receives: tuple[tuple[str, ...], ...] = ()

    def stage(self, pack: str, status: str) -> str | None:
        """Return the stage a status means in a pack; a pack without stages borrows those of the others."""
        if self.is_hold(status):
            return None
        if self.stages.get(pack):
            return self.stages[pack].get(fold(status))
        return next((table[fold(status)] for table in self.stages.values() if fold(status) in table), None)

    def stages_of(self, status: str) -> dict[str, str]:
        """Return a status's stage in every pack that has one for it."""
        key = fold(status)
        return {} if self.is_hold(status) else {pack: table[key] for pack, table in self.stages.items() if key in table}

    def is_hold(self, status: str) -> bool:
        """Tell whether a status is the one blocked tickets are held in."""
        return self.hold_status is not None and fold(status) == fold(self.hold_status)

    def has_role(self, name: str) -> bool:
        """Tell whether a name is a role here rather than a field (S14)."""
        return fold(name) in self.roles or fold(name) in {"client", "anyone"}

    def holds(self, person: Person, role: str) -> bool | None:
        """Tell whether a person holds a role; None where account and address leave it open."""
        role = fold(role)
        if role == "anyone":
            return True
        if role == "client" and (person.is_customer or self._is_contact(person)):
            return True
        members = self.roles.get(role, ())
        return any_of([person_is(person, member) for member in members])

    def _is_contact(self, person: Person) -> bool:
        return person.email is not None and fold(person.email) in self.contacts


@dataclass(frozen=True, slots=True)
class Scene:
    """One ticket at one moment.

    `stages` are its stages by pack (from the status it was held in while held); `entered_at` is when it
    entered the present status, as far as known. `neighbours` are other tickets of the engagement by key
    and by id, `children` its children wherever they were found. `engagement` are all other tickets of the
    engagement, on its home ticket only. `time_in` are working hours by folded stage, only in examples.
    """

    ticket: Ticket
    now: datetime
    today: date
    setting: Setting
    stages: Mapping[str, str]
    entered_at: datetime | None = None
    first_seen: datetime | None = None
    neighbours: Mapping[str, Ticket] = field(default_factory=lambda: MappingProxyType({}))
    children: tuple[Neighbour, ...] = ()
    engagement: tuple[Neighbour, ...] | None = None
    time_in: Mapping[str, float] | None = None
