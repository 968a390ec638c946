"""What the screen of a transition asks for, and what is filled in there: only where an admin says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.jira.client import JiraSite
from connectors.jira.fields import SEVERAL_LINES
from connectors.jira.values import Raw
from rules.values import fold
from sync.holds.routes import Way

SCREENS = {"expand": "transitions.fields"}  # what must be asked for, so that Jira tells of screens
MOST_VALUES = 6  # told of a field's choices
AS_TEXT = frozenset({"string", "date", "datetime"})


@dataclass(frozen=True, slots=True)
class Transition:
    """One transition open to the bot. `asked` are the fields its screen requires, by id, as Jira describes them."""

    id: str
    to: str
    is_done: bool
    has_screen: bool
    asked: Mapping[str, Raw] = field(default_factory=dict)

    def way(self, fills: Mapping[str, str]) -> Way:
        """Return the transition as a step; what it asks for and gets no value for is named."""
        return Way(self.to, self.is_done, tuple(self._wants(fills)))

    def filled(self, fills: Mapping[str, str]) -> dict[str, object]:
        """Return the values for its screen, by field id."""
        values = {field_id: value_of(told, _configured(told, fills)) for field_id, told in self.asked.items()}
        return {field_id: value for field_id, value in values.items() if value is not None}

    def _wants(self, fills: Mapping[str, str]) -> Iterator[str]:
        for told in self.asked.values():
            if value_of(told, _configured(told, fills)) is None:
                choices = [_called(one) for one in told.get("allowedValues") or ()][:MOST_VALUES]
                yield f"{told['name']} ({', '.join(choices)})" if choices else str(told["name"])


def transitions(site: JiraSite, ticket: str, what: str) -> tuple[Transition, ...]:
    """Return what is open to the bot on a ticket now, by its id or key, with what screens ask for."""
    found = site.mapping(site.get("issue", ticket, "transitions", what=what, params=SCREENS), what)
    with site.in_its_form(what):
        return tuple(transition_of(raw) for raw in found["transitions"])


def transition_of(raw: Raw) -> Transition:
    """Shape a transition; raises KeyError, TypeError or AttributeError where it is not of Jira's form."""
    to, fields = raw["to"], raw.get("fields") or {}
    category = (to.get("statusCategory") or {}).get("key")
    asked = {name: told for name, told in fields.items() if told.get("required") and not told.get("hasDefaultValue")}
    return Transition(str(raw["id"]), str(to["name"]), category == "done", bool(raw.get("hasScreen") or fields), asked)


def _configured(told: Raw, fills: Mapping[str, str]) -> str | None:
    return next((value for name, value in fills.items() if fold(name) == fold(str(told["name"]))), None)


def value_of(told: Raw, text: str | None) -> object | None:
    """Return a text as the value of a field; None where the field cannot take it."""
    schema: Mapping[str, Any] = told.get("schema") or {}
    if text is None:
        return None
    if (choices := told.get("allowedValues")) is not None:
        found = next((one for one in choices if fold(_called(one)) == fold(text)), None)
        chosen = None if found is None else {"id": str(found["id"])}
        return [chosen] if chosen is not None and schema.get("type") == "array" else chosen
    if str(schema.get("custom") or "").endswith(SEVERAL_LINES):
        return None  # a long text is a document on Cloud and markup on Data Center: nothing an admin types in a line
    if schema.get("type") == "number":
        return _number(text)
    return text if schema.get("type") in AS_TEXT else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _called(choice: Raw) -> str:
    return str(choice.get("value") or choice.get("name") or choice.get("id"))
