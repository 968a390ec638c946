"""Single values of a Jira answer as the values rules compare."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from connectors.jira.fields import LONG_TEXT
from connectors.jira.text import plain_text
from rules.model import Person, Scalar, Value

Raw = Mapping[str, Any]
Mark = tuple[str, str | None]  # id and change time as the site writes it

FORGOTTEN = "unknown"  # the id Cloud gives everybody who asked to be forgotten: no two of them are known to be one
MILLISECONDS_FROM = 100_000_000_000  # a smaller number is seconds: as milliseconds it would be 1973


class UnknownShapeError(ValueError):
    """A value is of a form no reading is known for."""


def mark(raw: Raw) -> Mark:
    """Return what tells one state of a ticket from others of it; raises KeyError."""
    updated = (raw.get("fields") or {}).get("updated")
    return str(raw["id"]), updated if isinstance(updated, str) else None


def moment(raw: object) -> datetime | None:
    """Read `2026-03-09T10:00:00.000+0200`, the same with Z, or a number since the epoch; the result is in UTC."""
    if isinstance(raw, str) and raw:
        return datetime.fromisoformat(raw).astimezone(UTC)
    if isinstance(raw, int | float):
        return datetime.fromtimestamp(raw / 1000 if raw > MILLISECONDS_FROM else raw, UTC)
    return None


def day(raw: object) -> date | None:
    return date.fromisoformat(raw[:10]) if isinstance(raw, str) and raw else None


def hours(seconds: object) -> float | None:
    return seconds / 3600 if isinstance(seconds, int | float) else None


def name_of(raw: Raw | None) -> str | None:
    return raw["name"] if raw else None


def person(raw: Raw | None) -> Person | None:
    """Read a user: of Cloud by account id, of Data Center by user name, else by key (RULINGS V20).

    Addresses are often hidden; then they are absent, null or empty.
    """
    if not raw:
        return None
    kind, account = raw.get("accountType"), raw.get("accountId")
    return Person(
        None if account == FORGOTTEN else account or raw.get("name") or raw.get("key"),
        raw.get("emailAddress") or None,
        raw.get("displayName"),
        kind == "app",
        kind == "customer",
    )


def value_of(raw: object, kind: str, plain: Callable[[object], str]) -> Value:
    """Read the value of any field. `kind` is the type its description names; only dates and long texts need it.

    `plain` reads a long text as the site keeps it.

    Raises UnknownShapeError, and ValueError for a date that is none.
    """
    if raw is None or raw == "":
        return None
    if isinstance(raw, list):
        return tuple([_scalar(part) for part in raw])
    if kind == "date":
        return day(raw)
    if kind == "datetime":
        return moment(raw)
    if kind == LONG_TEXT:
        return plain(raw) or None
    return _scalar(raw)


def _scalar(raw: object) -> Scalar:
    if isinstance(raw, str | int | float):
        return raw
    if isinstance(raw, dict):
        return _from_object(raw)
    raise UnknownShapeError


def _from_object(raw: Raw) -> Scalar:
    """Read an object by what it holds: a document, a user, an option (perhaps with a second one below it), or a name."""
    if raw.get("type") == "doc":
        return plain_text(raw)
    if ("accountId" in raw or "displayName" in raw) and (somebody := person(raw)):
        return somebody
    if "value" in raw:
        below = raw.get("child")
        return f"{raw['value']} / {below['value']}" if below else str(raw["value"])
    for name in ("name", "key"):
        if isinstance(raw.get(name), str):
            return str(raw[name])
    raise UnknownShapeError
