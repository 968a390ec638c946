"""What people are asked on a ticket so that a client can be told something. Pure."""

from collections.abc import Iterator

from rules.model import Person
from sync.clients.desk import Desk
from sync.comment import Paragraph, Run

ASKED = "project-manager"


def question(desk: Desk, what: str, why: str) -> Paragraph:
    """Say what a client is to hear, why nobody has told them yet, and who sees to it; the same on any day."""
    return Paragraph((Run(what, "strong"), Run(f", and nobody has told them yet: {why}."), *_who(desk)))


def _who(desk: Desk) -> Iterator[Run]:
    for place, person in enumerate(desk.people_of(ASKED)):
        yield Run(", " if place else " ")
        yield Run(f"@{_called(person)}", mention=person.id) if person.id else Run(_called(person))


def _called(person: Person) -> str:
    return person.name or person.email or person.id or ""
