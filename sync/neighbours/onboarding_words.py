"""How a plan of a new engagement is shown, to people and to programs. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.model import Ticket
from sync.neighbours.onboarding import Order, diff_of, home_draft
from sync.render.documents import Document, dumped
from sync.render.terminal import Ink

COLOURS = {"+": "green", "-": "red"}


@dataclass(frozen=True, slots=True)
class Onboarded:
    """A new engagement in the configuration: planned, or `is_applied`. `home` is its ticket where there is one,
    `wants_home` whether one is asked for, `found_home` whether it was there already."""

    order: Order
    file: str
    before: str
    after: str
    wants_home: bool = False
    home: Ticket | None = None
    found_home: bool = False
    is_applied: bool = False

    @property
    def diff(self) -> str:
        return diff_of(self.file, self.before, self.after)

    def document(self) -> str:
        """Return the JSON of `engagements new --json`, schema 1."""
        return dumped(
            {
                "schema": 1,
                "engagement": self.order.name,
                "file": self.file,
                "diff": self.diff,
                "home": self._home() if self.wants_home else None,
                "applied": self.is_applied,
            }
        )

    def _home(self) -> Document:
        draft = home_draft(self.order)
        return {
            "title": draft.title,
            "description": list(draft.told),
            "due": draft.due.isoformat() if draft.due else None,
            "fields": dict(draft.values),
            "ticket": self.home.key if self.home else None,
            "url": self.home.url if self.home else None,
            "was_there": self.found_home,
        }

    def lines(self, ink: Ink) -> list[str]:
        """Return the plan, or what was done, for a terminal."""
        return [*self._of_diff(ink), "", *self._of_home(ink), *self._next(ink)]

    def _of_diff(self, ink: Ink) -> Iterator[str]:
        for line in self.diff.splitlines():
            colour = COLOURS.get(line[:1])
            yield ink.style(line, colour) if colour and line[:3] not in {"+++", "---"} else line

    def _of_home(self, ink: Ink) -> Iterator[str]:
        draft, order = home_draft(self.order), self.order
        if self.home is not None:
            told = "The home ticket was there already" if self.found_home else "The home ticket is created"
            yield from ink.paragraph(f"{told}: {self.home.key}  {self.home.url}")
        elif self.wants_home:
            yield from ink.paragraph("The home ticket it would create, unless one is there already:")
            due = f", due {draft.due}" if draft.due else ""
            yield from (f"  {line}" for line in (f"{draft.title}{due}", *draft.told))
        elif order.criteria or order.milestones or order.starts or order.due:
            yield from ink.paragraph(
                "Success criteria, dates and milestones of the sheet stand on a home ticket. Add --home for one."
            )

    def _next(self, ink: Ink) -> Iterator[str]:
        if self.is_applied:
            yield from ink.paragraph(f"{self.file} is changed. See what a first cycle would do: stageward plan.")
        else:
            yield from ink.paragraph("Nothing is changed. Add --apply to change it.")
