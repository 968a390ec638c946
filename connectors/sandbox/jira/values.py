"""Field values: from what a client sends to what is kept, and from that to what Jira answers and its changelog tells."""

import re
from datetime import date
from typing import TYPE_CHECKING

from connectors.sandbox.adf import Node, NotADocument, checked, plain_text
from connectors.sandbox.jira.model import FieldKind, Stored
from connectors.sandbox.jira.refusal import LONGEST_TEXT, TOO_LONG
from connectors.sandbox.wiki import written

if TYPE_CHECKING:
    from connectors.sandbox.jira.site import Site

EFFORT = re.compile(r"(?:(\d+)w)?\s*(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")
EFFORT_SECONDS = (5 * 8 * 3600, 8 * 3600, 3600, 60)


class BadValue(ValueError):
    """A value the field cannot take; its text is what Jira says."""


def read_value(kind: FieldKind, sent: object, site: "Site") -> Stored:
    """Return what is to be kept for a value as a client sends it; raises BadValue."""
    if sent is None:
        return () if kind.kind == "labels" else None
    match kind.kind:
        case "document":
            return read_text(sent, site)
        case "labels" | "choices":
            return _several(kind, sent)
        case "person" | "priority" | "choice" | "parent":
            return _one(kind, sent, site)
        case "number":
            return _number(sent)
        case "effort":
            return _effort(sent)
        case "day":
            return _day(sent)
        case "text" | "url":
            return _text(kind, sent)


def read_text(sent: object, site: "Site") -> Node:
    """Return a long text: a document, or wiki markup on Data Center; raises BadValue for one Jira refuses."""
    if site.is_datacenter and not isinstance(sent, str):
        raise BadValue("Operation value must be a string")
    try:
        document = written(sent) if isinstance(sent, str) and site.is_datacenter else checked(sent)
    except NotADocument as no:
        raise BadValue(str(no)) from no
    if len(document.get("wiki") or plain_text(document)) > LONGEST_TEXT:
        raise BadValue(TOO_LONG)
    return document


def read_label(sent: object) -> str:
    """Return a label; raises BadValue for one Jira refuses."""
    if not isinstance(sent, str) or not sent:
        raise BadValue("string expected at index 0")
    if re.search(r"\s", sent):
        raise BadValue(f"The label '{sent}' contains spaces which is invalid.")
    if len(sent) > 255:
        raise BadValue(f"The label '{sent}' exceeds the maximum length for a single label of 255 characters.")
    return sent


def read_option(kind: FieldKind, sent: object) -> str:
    """Return the option a client names by value or id; raises BadValue."""
    if not isinstance(sent, dict):
        raise BadValue("Could not find valid 'id' or 'value' in the Parent Option object.")
    by_id = {option_id(kind, option): option for option in kind.options}
    chosen = by_id.get(str(sent.get("id")), sent.get("value"))
    if chosen not in kind.options:
        raise BadValue(f"Option value '{chosen}' is not valid")
    return str(chosen)


def option_id(kind: FieldKind, option: str) -> str:
    """Return the id of an option of a field."""
    return f"{kind.id.removeprefix('customfield_')}{kind.options.index(option)}"


def _several(kind: FieldKind, sent: object) -> Stored:
    if not isinstance(sent, list):
        raise BadValue("data was not an array")
    read = [read_label(one) if kind.kind == "labels" else read_option(kind, one) for one in sent]
    return tuple(dict.fromkeys(read)) or (() if kind.kind == "labels" else None)


def _one(kind: FieldKind, sent: object, site: "Site") -> Stored:
    if not isinstance(sent, dict):
        raise BadValue("data was not an object")
    if kind.kind == "choice":
        return read_option(kind, sent)
    if kind.kind == "priority":
        return _known(sent.get("name") or site.priority_of(str(sent.get("id"))), site.priorities, "Priority name")
    if kind.kind == "parent":
        return site.issue(str(sent.get("key") or sent.get("id"))).key
    account_id = sent.get("name") if site.is_datacenter else sent.get("accountId") or sent.get("id")
    return _known(account_id, [one.id for one in site.accounts if one.active], "User")


def _known(value: object, among: object, what: str) -> str:
    if not isinstance(among, list | tuple) or value not in among:
        raise BadValue(f"{what} '{value}' is not valid")
    return str(value)


def _number(sent: object) -> Stored:
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        raise BadValue("Operation value must be a number")
    return float(sent)


def _effort(sent: object) -> Stored:
    spelled = sent.get("originalEstimate") if isinstance(sent, dict) else None
    found = EFFORT.fullmatch(spelled.strip()) if isinstance(spelled, str) else None
    if not found or not any(found.groups()):
        raise BadValue("The original estimate entered is not a valid time duration format.")
    return float(sum(int(n or 0) * each for n, each in zip(found.groups(), EFFORT_SECONDS, strict=True)))


def _day(sent: object) -> Stored:
    try:
        return date.fromisoformat(str(sent)).isoformat()
    except ValueError as no:
        raise BadValue("Operation value must be a string in the format yyyy-MM-dd") from no


def _text(kind: FieldKind, sent: object) -> Stored:
    if not isinstance(sent, str):
        raise BadValue("Operation value must be a string")
    if kind.kind == "url" and not re.match(r"https?://\S+$", sent):
        raise BadValue("Please supply a valid URL.")
    if kind.id == "summary" and (not sent.strip() or "\n" in sent):
        raise BadValue("You must specify a summary of the issue.")
    if len(sent) > (255 if kind.kind == "text" else LONGEST_TEXT):
        raise BadValue("The entered text is too long. It exceeds the allowed limit of 255 characters.")
    return sent


def told(kind: FieldKind, value: Stored, site: "Site") -> tuple[str | None, str | None]:
    """Return id and text of a value as the changelog shows them."""
    if value is None or value == ():
        return None, "" if kind.kind == "labels" else None
    match value:
        case dict():
            return None, plain_text(value)
        case tuple():
            return None, " ".join(value)
        case float():
            return None, f"{value:g}"
    if kind.kind == "person":
        return value, site.account(value).display_name
    return (option_id(kind, value), value) if kind.kind == "choice" else (None, value)
