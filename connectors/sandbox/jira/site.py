"""The state of one Jira site: who is there, which projects and fields, all issues; and how changes are recorded."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import RLock
from typing import Literal, NoReturn
from zoneinfo import ZoneInfo

from connectors.sandbox.clock import Ticker
from connectors.sandbox.jira.fields import CUSTOM, NATIVE
from connectors.sandbox.jira.model import (
    Account,
    Change,
    FieldKind,
    Happening,
    History,
    Issue,
    IssueType,
    Link,
    LinkKind,
    Project,
    Status,
    Stored,
)
from connectors.sandbox.jira.refusal import NO_ISSUE, Refusal
from connectors.sandbox.jira.values import told

PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
LINK_KINDS = (
    LinkKind("10000", "Blocks", "is blocked by", "blocks"),
    LinkKind("10003", "Relates", "relates to", "relates to"),
)


@dataclass(slots=True)
class Switches:
    """What differs between sites, or is not known for sure of the real one."""

    emails_visible: bool = True
    clients_are_admins: bool = True  # whether API clients may write without telling watchers
    silence: Literal["refused", "ignored"] = "refused"  # what those get who may not write without telling watchers
    comment_touches: bool = True  # whether a new comment changes the issue's `updated`
    comment_edit_touches: bool = True  # whether a changed or removed one does
    property_touches: bool = False
    denied: frozenset[str] = frozenset()  # permissions API clients do not have, by Jira's own keys
    page_cap: int = 100  # most issues a search page holds, whatever is asked for
    embedded_comments: int = 20  # most comments inside an issue found by search
    embedded_histories: int = 40  # most histories inside an issue found by search
    bulk_histories: int = 10_000  # most histories in one answer that are asked for in bulk
    bulk_times_are_numbers: bool = False  # whether those tell their times as milliseconds since the epoch
    most_comments: int | None = None  # an issue may hold; Cloud has a limit
    resolution_wanted: bool = False  # whether a move to a done status wants one
    most_rows: int | None = None  # Data Center: rows of one search that can be reached; some servers have a limit
    reconciles: bool = True  # whether the search looks again at the issues named to it, past its index
    queries_by_site_zone: bool = False  # whose clock a query's times are read by: the site's, or the searching user's
    end_of_pages: Literal["absent", "null", "empty"] = "absent"  # what stands for the token on the last page
    newest_comments_first: bool = False  # how comments stand inside an issue
    comment_in_edit: bool = True  # whether an edit of an issue may add a comment
    length_of_json: bool = True  # whether a comment's length is that of its document as JSON, or of its words
    old_project_keys: bool = True  # whether a query understands the key a project had before
    archived_refusal: int = 400  # the status with which an archived issue refuses a write


@dataclass(slots=True)
class Site:
    """Everything the site knows. Change it only while holding `lock`."""

    clock: Ticker = field(default_factory=Ticker)
    name: str = "acme-jira"
    is_datacenter: bool = False
    url: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))  # of time-stamps in answers, not of users
    lock: RLock = field(default_factory=RLock)
    switches: Switches = field(default_factory=Switches)
    accounts: list[Account] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)  # API token by e-mail address
    statuses: list[Status] = field(default_factory=list)
    types: list[IssueType] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)  # short names of people by the group's name
    fields: dict[str, FieldKind] = field(default_factory=lambda: {one.id: one for one in (*NATIVE, *CUSTOM)})
    priorities: Sequence[str] = PRIORITIES
    link_kinds: Sequence[LinkKind] = LINK_KINDS
    issues: dict[str, Issue] = field(default_factory=dict)  # by id
    links: list[Link] = field(default_factory=list)
    old_keys: dict[str, str] = field(default_factory=dict)
    old_project_keys: dict[str, str] = field(default_factory=dict)  # the present key by one of before
    indexed: dict[str, Issue] | None = None  # what the search knows while its index lags behind, by id
    tell: Callable[[Happening], None] = lambda _happening: None  # whoever hears of what happens to issues
    wanted_at_creation: frozenset[str] = frozenset()  # names of fields a new issue cannot go without
    _ids: Iterator[int] = field(default_factory=lambda: count(10_001))

    def new_id(self) -> str:
        """Return an id nothing else on the site has."""
        return str(next(self._ids))

    def next_key(self, project: str) -> str:
        """Return the key of a project's next issue."""
        taken = [int(one.key.rpartition("-")[2]) for one in self.issues.values() if one.project == project]
        return f"{project}-{max(taken, default=0) + 1}"

    def account(self, who: str) -> Account:
        """Find an account by short name, account id or address; raises KeyError."""
        for one in self.accounts:
            if who in (one.name, one.id, one.email):
                return one
        raise KeyError(who)

    def status(self, name: str) -> Status:
        """Find a status by name; raises KeyError."""
        return next((one for one in self.statuses if one.name == name), None) or _missing(name)

    def field_named(self, name: str) -> FieldKind:
        """Find a field by its name or id; raises KeyError."""
        return next((one for one in self.fields.values() if name in (one.id, one.name)), None) or _missing(name)

    def priority_of(self, priority_id: str) -> str | None:
        """Return a priority's name; ids count from 1."""
        ids = {str(n): name for n, name in enumerate(self.priorities, 1)}
        return ids.get(priority_id)

    def issue(self, key_or_id: str) -> Issue:
        """Find an issue by id, or by key whatever its case; raises Refusal 404."""
        key = key_or_id.upper()
        key = self.old_keys.get(key, key)
        found = self.issues.get(key_or_id) or next((one for one in self.issues.values() if one.key == key), None)
        if found is None:
            raise Refusal(404, NO_ISSUE)
        return found

    def project(self, key_or_id: str) -> Project:
        """Find a project; raises Refusal 404."""
        old = self.old_project_keys if self.switches.old_project_keys else {}
        wanted = old.get(key_or_id.upper(), key_or_id.upper())
        for one in self.projects.values():
            if wanted in (one.key, one.id):
                return one
        raise Refusal(404, f"No project could be found with key '{key_or_id}'.")

    def zone_of_queries(self, searching: Account) -> ZoneInfo:
        """Return by whose clock the times in somebody's query are read."""
        return self.zone if self.switches.queries_by_site_zone else ZoneInfo(searching.zone)

    def children(self, issue: Issue) -> list[Issue]:
        """Return the issues whose parent this is."""
        return [one for one in self.issues.values() if one.values.get("parent") == issue.key]

    def stop_indexing(self) -> None:
        """Let the search know nothing of what happens from now on."""
        self.indexed = deepcopy(self.issues)

    def catch_up(self) -> None:
        """Let the search know everything again."""
        self.indexed = None

    def searched(self, reconciled: Collection[str] = ()) -> dict[str, Issue]:
        """Return the issues as the search knows them; those that are reconciled as they are now; none that is archived."""
        known = self.issues
        if self.indexed is not None:
            now = reconciled if self.switches.reconciles else ()
            known = self.indexed | {one: self.issues[one] for one in now if one in self.issues}
        return {number: one for number, one in known.items() if not self.is_archived(one)}

    def is_archived(self, issue: Issue) -> bool:
        """Tell whether an issue, or its whole project, is archived: it can be read by its key, and that is all."""
        return issue.archived or self.projects[issue.project].archived

    def links_of(self, issue: Issue) -> list[Link]:
        """Return the links that touch an issue, from either side."""
        return [link for link in self.links if issue.id in (link.source, link.target)]

    def record(self, issue: Issue, by: str, changes: Sequence[Change], at: datetime) -> None:
        """Keep an edit in the issue's history."""
        if changes:
            issue.history.append(History(self.new_id(), by, at, tuple(changes)))
            issue.updated = max(issue.updated, at)
            self.tell(Happening("jira:issue_updated", issue, by, at, changes))

    def set_values(self, issue: Issue, values: Mapping[str, Stored], by: str, at: datetime) -> None:
        """Put values into fields, recording those that change as one edit of somebody."""
        changes = []
        for field_id, value in values.items():
            kind = self.fields[field_id]
            before, after = told(kind, issue.values.get(field_id), self), told(kind, value, self)
            if issue.values.get(field_id) != value:
                changes.append(Change(kind.name if kind.is_custom else kind.id, kind.id, *before, *after))
                issue.values[field_id] = value
        self.record(issue, by, changes, at)

    def move(self, issue: Issue, to: str, by: str, at: datetime) -> None:
        """Put an issue into a status, recording it; sets or clears the resolution as workflows do."""
        before, after = self.status(issue.status), self.status(to)
        issue.status = to
        issue.resolved = at if after.category == "done" else None
        self.record(issue, by, [Change("status", "status", before.id, before.name, after.id, after.name)], at)


def _missing(name: str) -> NoReturn:
    raise KeyError(name)
