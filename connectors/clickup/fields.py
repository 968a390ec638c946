"""Custom fields: which one a rule's name means, and what a task holds in it (RULINGS V17, M5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from connectors.clickup.values import Raw, day, number, person
from rules.model import Value
from rules.values import fold

TEXTS, CHOICE = frozenset({"text", "short_text"}), "drop_down"


class NotSeen(Exception):
    """A field that is neither empty nor filled for us; the text is the reason, for people."""


def read_fields(
    of_task: Iterable[Raw], of_list: Iterable[Raw], wanted: Mapping[str, str | None], source: str, zone: ZoneInfo
) -> tuple[Mapping[str, Value], Mapping[str, str]]:
    """Return what the task holds in the wanted fields, and the reason for each that could not be seen.

    `wanted` maps a rule's name to ClickUp's id or name, or None where they are the same.
    """
    held = {str(raw["id"]): raw for raw in of_task}
    known = {str(raw["id"]): raw for raw in of_list} | held
    fields: dict[str, Value] = {}
    unseen: dict[str, str] = {}
    for name, mapped in wanted.items():
        try:
            definition = find(mapped or name, tuple(known.values()), source)
            fields[name] = value_of(definition, held.get(str(definition["id"]), {}).get("value"), zone)
        except NotSeen as reason:
            unseen[name] = str(reason)
    return MappingProxyType(fields), MappingProxyType(unseen)


def find(name: str, fields: Sequence[Raw], source: str) -> Raw:
    """Return the field of this id, else of exactly this name, else of this name without case."""
    ways: tuple[Callable[[Raw], bool], ...] = (
        lambda raw: str(raw["id"]) == name,
        lambda raw: raw["name"] == name,
        lambda raw: fold(raw["name"]) == fold(name),
    )
    for way in ways:
        found = [raw for raw in fields if way(raw)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(sorted(str(raw["id"]) for raw in found))
            raise NotSeen(f"{source} has more than one field called {name} ({ids}): settle it under fields:")
    raise NotSeen(f"no field of this name in {source}")


def value_of(field: Raw, value: Any, zone: ZoneInfo) -> Value:  # noqa: ANN401 - decoded JSON of any form
    """Return a field's value in our terms; None where the task does not fill it."""
    if value is None or value in ("", [], {}):
        return None
    read = READERS.get(field["type"])
    if read is None:
        raise NotSeen(f"a field of ClickUp's kind {field['type']} cannot be read")
    try:
        return read(field, value, zone)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotSeen(f"ClickUp holds something in this field that is no {field['type']}") from error


def written(field: Raw, text: str) -> str:
    """Return what to send so that a field holds a text: the text, or the id of the option of that name; raises NotSeen,
    with why, for a field that can hold neither."""
    if field["type"] in TEXTS:
        return text
    if field["type"] != CHOICE:
        raise NotSeen(f"a field of ClickUp's kind {field['type']} holds neither text nor a single choice")
    options = {fold(str(option.get("name"))): str(option["id"]) for option in field["type_config"]["options"]}
    if fold(text) not in options:
        known = ", ".join(str(option.get("name")) for option in field["type_config"]["options"])
        raise NotSeen(f"it has no option {text}; it has: {known}")
    return options[fold(text)]


def _chosen(field: Raw, value: str | int) -> str:
    """ClickUp names the chosen option by its id or by its place in the list."""
    options = field["type_config"]["options"]
    for key in ("id", "orderindex"):
        for option in options:
            if str(option.get(key)) == str(value):
                return str(option.get("name") or option["label"])
    raise NotSeen("the chosen option is no longer one of the field's options")


def _ticked(_: Raw, value: object, __: ZoneInfo) -> bool:
    return str(value).casefold() in {"true", "1"}


def _number(_: Raw, value: str | float, __: ZoneInfo) -> Value:
    return number(value)


def _number_or_text(_: Raw, value: str | float, __: ZoneInfo) -> Value:
    try:
        return number(value)
    except ValueError:
        return str(value)


def _text(_: Raw, value: object, __: ZoneInfo) -> Value:
    return str(value)


def _day(_: Raw, value: str | int, zone: ZoneInfo) -> Value:
    return day(value, zone)


def _people(_: Raw, value: Sequence[Raw], __: ZoneInfo) -> Value:
    people = tuple(person(user) for user in value)
    return people[0] if len(people) == 1 else people


def _names(_: Raw, value: Sequence[Raw], __: ZoneInfo) -> Value:
    return tuple(str(item.get("name") or item["title"]) for item in value)


def _labels(field: Raw, value: Sequence[str], _: ZoneInfo) -> Value:
    return tuple(_chosen(field, chosen) for chosen in value)


def _option(field: Raw, value: str | int, _: ZoneInfo) -> Value:
    return _chosen(field, value)


def _progress(_: Raw, value: Raw, __: ZoneInfo) -> Value:
    done = value.get("percent_complete", value.get("percent_completed"))
    return number(value["current"] if done is None else done)


def _place(_: Raw, value: Raw, __: ZoneInfo) -> Value:
    return str(value["formatted_address"])


READERS: Mapping[str, Callable[[Raw, Any, ZoneInfo], Value]] = {
    "attachment": _names,
    "automatic_progress": _progress,
    "checkbox": _ticked,
    "currency": _number,
    "date": _day,
    "drop_down": _option,
    "email": _text,
    "emoji": _number,
    "formula": _number_or_text,
    "labels": _labels,
    "list_relationship": _names,
    "location": _place,
    "manual_progress": _progress,
    "number": _number,
    "phone": _text,
    "short_text": _text,
    "tasks": _names,
    "text": _text,
    "url": _text,
    "users": _people,
}
