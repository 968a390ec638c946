"""Queries in Jira's language: what of a scope changed since a moment."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from sync.engagement import Scope, ScopeKind

OVERLAP = timedelta(minutes=5)  # the index of the search lags behind, and its clock is cut down to minutes
ORDER = "ORDER BY updated ASC, key ASC"
EARLIEST_CLOCK = timezone(timedelta(hours=-12))  # a time written by it is never later than meant, wherever it is read
ORDER_BY_AT_END = re.compile(r"""\border\s+by\b(?:[^"']|"[^"]*"|'[^']*')*$""", re.IGNORECASE)


def changed_since(scope: Scope, since: datetime | None, zone: tzinfo) -> str:
    """Return the query for tickets changed at or after a moment; Jira reads times in the searching user's zone."""
    if since is None:
        return f"{within(scope)} {ORDER}"
    return f'{within(scope)} AND updated >= "{minute(since - OVERLAP, zone)}" {ORDER}'


def within(scope: Scope) -> str:
    """Return the query for all tickets of a scope, in no order."""
    if scope.kind is ScopeKind.PROJECT:
        return f"project = {quoted(scope.value)}"
    return f"({without_order(scope.value)})"


def minute(at: datetime, zone: tzinfo) -> str:
    """Write a moment as Jira reads it, cut down to the minute.

    In the hour that a clock set back shows twice, Jira cannot know which is meant; then an hour earlier is
    written, which covers both.
    """
    local = at.astimezone(zone)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        local -= timedelta(hours=1)
    return f"{local:%Y/%m/%d %H:%M}"


def zone_named(name: object) -> tzinfo:
    """Return a zone by its IANA name, or the earliest clock on earth where it is not known."""
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        return EARLIEST_CLOCK


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def without_order(query: str) -> str:
    """Cut an ORDER BY off the end of a query, so that the query can stand in parentheses."""
    return ORDER_BY_AT_END.sub("", query).strip()
