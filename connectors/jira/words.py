"""The names a Jira site uses: fields, statuses, types, labels, priorities."""

from collections.abc import Iterable

from connectors.jira.client import JiraSite
from connectors.jira.flavor import Flavor
from connectors.jira.values import Raw
from sync.engagement import Scope, ScopeKind
from sync.ports import Words


def words_of(site: JiraSite, flavor: Flavor, scope: Scope) -> Words:
    """Return the names tickets of a scope can carry. May raise every error of `sync.ports`.

    Jira tells fields, labels and priorities for the whole site; for a query, types and statuses, too.
    """
    types, statuses = _types_and_statuses(site, scope)
    return Words(
        fields=_names(site, _listed(site, "field")),
        statuses=statuses,
        types=types,
        labels=flavor.labels(),
        priorities=_names(site, _listed(site, "priority")),
    )


def _types_and_statuses(site: JiraSite, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if scope.kind is not ScopeKind.PROJECT:
        return _names(site, _listed(site, "issuetype")), _names(site, _listed(site, "status"))
    types = _listed(site, "project", scope.value, "statuses")
    with site.in_its_form(f"statuses of project {scope.value}"):
        return _names(site, types), _names(site, [status for one in types for status in one["statuses"]])


def _listed(site: JiraSite, *path: str) -> list[Raw]:
    what = f"{'/'.join(path)} of the site"
    return site.rows(site.get(*path, what=what), what)


def _names(site: JiraSite, rows: Iterable[Raw]) -> tuple[str, ...]:
    """Return the names of things, each once."""
    with site.in_its_form("names of the site"):
        return tuple(dict.fromkeys(str(row["name"]) for row in rows))
