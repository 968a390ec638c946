"""What a Jira site tells a doctor: who the bot is, what a scope holds, what the bot may do there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from connectors.jira.client import JiraSite
from connectors.jira.holders import holders
from connectors.jira.jql import quoted, within
from connectors.jira.screens import transitions
from connectors.jira.values import Raw, person
from connectors.vitals import Vitals
from rules.model import Person
from rules.values import fold, is_address
from sync.engagement import Scope, ScopeKind
from sync.examination import Account, Extent, FieldFact, Grant, Home, Kind, Pulse, Right, Sample, Track
from sync.holds.routes import NO_FILLS, Way
from sync.ports import BadAnswer, Missing

MOST_SAMPLES = 100
ASKED_FOR: Mapping[Right, str] = {
    Right.BROWSE: "BROWSE_PROJECTS",
    Right.EDIT: "EDIT_ISSUES",
    Right.COMMENT: "ADD_COMMENTS",
    Right.OWN_COMMENT: "EDIT_OWN_COMMENTS",
    Right.MOVE: "TRANSITION_ISSUES",
    Right.QUIET: "ADMINISTER_PROJECTS",
}
KINDS: Mapping[str, Kind] = {
    "string": Kind.TEXT,
    "number": Kind.NUMBER,
    "date": Kind.DATE,
    "datetime": Kind.DATE,
    "user": Kind.PERSON,
    "option": Kind.CHOICE,
    "option-with-child": Kind.CHOICE,
    "array": Kind.LIST,
}


class JiraExaminer:
    """Asks one site, changing nothing. Every method may raise the errors of `sync.ports`; `now` is our clock, in UTC."""

    search: ClassVar[tuple[str, ...]] = ("search", "jql")
    account: ClassVar = "accountId"
    people_search: ClassVar = "query"
    asked_for: ClassVar[Mapping[str, str]] = {"permissions": ",".join(ASKED_FOR.values())}

    def __init__(self, site: JiraSite, now: Callable[[], datetime]) -> None:
        self._site = site
        self._vitals = Vitals(site.session, now)

    def close(self) -> None:
        """Close all connections."""
        self._site.session.close()

    def identity(self) -> Person:
        somebody = person(self._site.myself)
        if somebody is None or not somebody.id:
            raise BadAnswer(self._site.source, "the bot's own account", "it has no account id")
        return somebody

    def pulse(self) -> Pulse | None:
        return self._vitals.pulse

    def extent(self, scope: Scope) -> Extent:
        """Return the project or query, and a track for each type of ticket in each of its projects."""
        tickets = self._count(scope)
        projects = [self._project(key) for key in self._projects(scope)]
        with self._site.in_its_form(f"projects of {scope.value}"):
            names = [f"project {one['key']} ({one['name']})" for one in projects]
            is_archived = bool(projects) and all(one.get("archived") for one in projects)
            tracks = tuple(track for one in projects for track in self._tracks(one["key"]))
        is_project = scope.kind is ScopeKind.PROJECT
        told = ", ".join(names) if names else "no project"
        return Extent(told if is_project else f"a query over {told}", tickets, tracks, is_archived)

    def grants(self, scope: Scope) -> tuple[Grant, ...]:
        return tuple(grant for key in self._projects(scope) for grant in self._grants(key))

    def fields(self, scope: Scope) -> tuple[FieldFact, ...]:  # noqa: ARG002 - Jira's fields are those of the site
        what = "the fields of the site"
        rows = self._site.rows(self._site.get("field", what=what), what)
        with self._site.in_its_form(what):
            return tuple(FieldFact(str(raw["id"]), str(raw["name"]), _kind(raw.get("schema") or {})) for raw in rows)

    def samples(self, scope: Scope, fields: Sequence[str], status: str | None = None) -> tuple[Sample, ...]:
        only = f" AND status = {quoted(status)}" if status else ""
        rows = self._found(f"{within(scope)}{only} ORDER BY updated DESC", ("status", "issuetype", "project", *fields))
        with self._site.in_its_form(f"tickets of {scope.value}"):
            return tuple(_sample(raw, fields) for raw in rows)

    def ways(self, key: str, fills: Mapping[str, str] = NO_FILLS) -> tuple[Way, ...]:
        return tuple(one.way(fills) for one in transitions(self._site, key, f"ways of ticket {key}"))

    def wordings(self) -> tuple[str, ...]:
        what = "the links of the site"
        answer = self._site.mapping(self._site.get("issueLinkType", what=what), what)
        with self._site.in_its_form(what):
            return tuple(str(one[end]) for one in answer["issueLinkTypes"] for end in ("inward", "outward"))

    def labels(self, scope: Scope, wanted: Sequence[str]) -> None:
        """Return None: in Jira a label comes to be by being used."""

    def home(self, key: str, scope: Scope) -> Home:
        """Find a ticket; one that moved is found under its old key."""
        what = f"ticket {key}"
        raw = self._site.mapping(self._site.get("issue", key, what=what, params={"fields": "project"}), what)
        with self._site.in_its_form(what):
            known, project = str(raw["key"]), raw["fields"]["project"]
            if scope.kind is ScopeKind.PROJECT:
                return Home(known, fold(scope.value) in {fold(str(project[name])) for name in ("key", "id", "name")})
        return Home(known, bool(self._found(f"{within(scope)} AND key = {quoted(known)}", ("status",))))

    def people(self, named: str) -> tuple[Account, ...]:
        """Find an account by its id or, as far as Jira shows addresses, by its address."""
        rows = self._search_people(named) if is_address(named) else self._person(named)
        with self._site.in_its_form(f"person {named}"):
            return tuple(Account(one, bool(raw.get("active", True))) for raw in rows if (one := person(raw)))

    def members(self, scope: Scope, group: str) -> tuple[Person, ...]:
        """Return who holds a project role."""
        return holders(self._site, scope, group)

    def _person(self, account_id: str) -> list[Raw]:
        what, params = f"person {account_id}", {self.account: account_id}
        try:
            return [self._site.mapping(self._site.get("user", what=what, params=params), what)]
        except Missing:
            return []

    def _search_people(self, address: str) -> list[Raw]:
        what, params = f"person {address}", {self.people_search: address}
        return self._site.rows(self._site.get("user", "search", what=what, params=params), what)

    def _project(self, key: str) -> Raw:
        what = f"project {key}"
        return self._site.mapping(self._site.get("project", key, what=what), what)

    def _projects(self, scope: Scope) -> tuple[str, ...]:
        """Return the keys of the projects of a scope; of a query, those its newest tickets are in."""
        if scope.kind is ScopeKind.PROJECT:
            return (scope.value,)
        rows = self._found(f"{within(scope)} ORDER BY updated DESC", ("project",))
        with self._site.in_its_form(f"tickets of {scope.value}"):
            return tuple(dict.fromkeys(str(raw["fields"]["project"]["key"]) for raw in rows))

    def _tracks(self, project: str) -> Iterator[Track]:
        what = f"statuses of project {project}"
        rows = self._site.rows(self._site.get("project", project, "statuses", what=what), what)
        for raw in rows:
            statuses = tuple(dict.fromkeys(str(status["name"]) for status in raw["statuses"]))
            yield Track(_track(raw["name"], project), statuses, (str(raw["name"]),))

    def _grants(self, project: str) -> Iterator[Grant]:
        what = f"permissions in project {project}"
        params = {"projectKey": project, **self.asked_for}
        answer = self._site.mapping(self._site.get("mypermissions", what=what, params=params), what)
        with self._site.in_its_form(what):
            told = answer["permissions"]
            for right, name in ASKED_FOR.items():
                yield Grant(right, f"project {project}", bool(told[name]["havePermission"]) if name in told else None)

    def _count(self, scope: Scope) -> int:
        """Return about how many tickets there are."""
        what = f"number of tickets of {scope.value}"
        answer = self._site.search("search", "approximate-count", what=what, body={"jql": within(scope)})
        with self._site.in_its_form(what):
            return int(answer["count"])

    def _found(self, query: str, fields: Sequence[str]) -> list[Raw]:
        what = f"tickets of {query}"
        body = {"jql": query, "fields": list(fields), "maxResults": MOST_SAMPLES}
        return self._site.rows(self._site.search(*self.search, what=what, body=body).get("issues"), what)


class DataCenterExaminer(JiraExaminer):
    """Asks one site of Jira Data Center, which numbers its people otherwise and counts by its search."""

    search: ClassVar = ("search",)
    account: ClassVar = "username"
    people_search: ClassVar = "username"
    asked_for: ClassVar = {}  # it tells all permissions at once

    def _count(self, scope: Scope) -> int:
        what = f"number of tickets of {scope.value}"
        body = {"jql": within(scope), "fields": ["id"], "maxResults": 1}
        answer = self._site.search(*self.search, what=what, body=body)
        with self._site.in_its_form(what):
            return int(answer["total"])


def _track(kind: str, project: str) -> str:
    return f"{kind} in {project}"


def _sample(raw: Raw, asked: Sequence[str]) -> Sample:
    held = raw["fields"]
    kind, project = held["issuetype"]["name"], held["project"]["key"]
    shows = frozenset(one for one in asked if one in held)
    return Sample(str(raw["key"]), _track(kind, project), kind, held["status"]["name"], shows)


def _kind(schema: Raw) -> Kind:
    if schema.get("type") == "array" and schema.get("items") == "user":
        return Kind.PEOPLE
    return KINDS.get(str(schema.get("type")), Kind.OTHER)
