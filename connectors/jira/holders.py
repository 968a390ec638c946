"""Who holds a project role: the people it names, and those in the groups it names."""

from collections.abc import Iterator

from connectors.jira.client import JiraSite
from connectors.jira.numbered import numbered
from connectors.jira.values import Raw, person
from rules.model import Person
from rules.values import fold
from sync.engagement import Scope, ScopeKind
from sync.ports import Missing, Refused


def holders(site: JiraSite, scope: Scope, role: str) -> tuple[Person, ...]:
    """Return the holders of a project role, each once. May raise every error of `sync.ports`: Refused for a scope that
    is no project, Missing where the project has no such role."""
    if scope.kind is not ScopeKind.PROJECT:
        raise Refused(site.source, f"project role {role}", 0, "a query belongs to no project")
    what = f"project role {role} of {scope.value}"
    known = site.mapping(site.get("project", scope.value, "role", what=what), what)
    with site.in_its_form(what):
        # Each role is told with an address that ends in its id.
        ids = {fold(name): str(address).rstrip("/").rpartition("/")[2] for name, address in known.items()}
    if fold(role) not in ids:
        raise Missing(site.source, what)
    told = site.mapping(site.get("project", scope.value, "role", ids[fold(role)], what=what), what)
    with site.in_its_form(what):
        people = [one for actor in told.get("actors") or () for one in _people(site, actor, what)]
    return tuple(dict.fromkeys(people))


def _people(site: JiraSite, actor: Raw, what: str) -> Iterator[Person]:
    """Yield who stands behind one entry of a role."""
    if actor["type"] == "atlassian-user-role-actor":
        # Data Center tells the user name where the cloud tells an account.
        known = actor.get("actorUser") or {"name": actor.get("name")}
        somebody = person({**known, "displayName": actor.get("displayName")})
        if somebody is not None and somebody.id:
            yield somebody
        return
    group = actor.get("actorGroup") or {}
    params = {"groupId": str(group["groupId"])} if group.get("groupId") else {"groupname": str(actor["name"])}
    for page in numbered(site, ("group", "member"), "values", what, params):
        yield from (found for raw in page if (found := person(raw)) is not None)
