"""What people do on the site: the same changes a browser would make, recorded as theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from connectors.sandbox.adf import Node, described, document, paragraph, ticked
from connectors.sandbox.jira.edit import add_comment, touch_by_comment
from connectors.sandbox.jira.model import (
    Account,
    Attachment,
    Change,
    Comment,
    FieldKind,
    Happening,
    Issue,
    Link,
    Stored,
)
from connectors.sandbox.jira.site import Site
from connectors.sandbox.wiki import written

Plain = str | float | date | Sequence[str] | Node | None
Checklists = Mapping[str, Sequence[tuple[str, bool]]]


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody at work on the site. `at` dates the deeds; without it they happen now.

    Names that do not exist raise KeyError; keys of issues that do not, Refusal.
    """

    site: Site
    who: Account
    at: datetime | None = None

    def create(  # noqa: PLR0913 - a ticket has many parts, all by name and all but three optional
        self,
        *,
        project: str,
        type: str,  # noqa: A002 - Jira's own word
        summary: str,
        status: str | None = None,
        fields: Mapping[str, Plain] | None = None,
        labels: Sequence[str] = (),
        assignee: str | None = None,
        description: str = "",
        description_checklists: Checklists | None = None,
        links: Sequence[tuple[str, str]] = (),
        parent: str | None = None,
        created: datetime | None = None,
    ) -> str:
        """Create an issue and return its key. `fields` is by name, people by short name; a link is (wording, key)."""
        site, at = self.site, created or self._moment()
        place = site.project(project)
        start = place.workflows[type].statuses[0]
        kind = next(one for one in site.types if one.name == type)
        with site.lock:
            key = site.next_key(place.key)
            issue = Issue(site.new_id(), key, place.key, kind, status or start, self.who.id, at, at)
            issue.resolved = at if site.status(issue.status).category == "done" else None
            issue.values = {"summary": summary, "priority": "Medium", "reporter": self.who.id, "labels": tuple(labels)}
            named: dict[str, Plain] = {"Assignee": assignee, "Parent": parent, **(fields or {})}
            for name, value in named.items():
                kind_of_field = site.field_named(name)
                issue.values[kind_of_field.id] = self._stored(kind_of_field, value)
            issue.values["description"] = described(description, description_checklists or {})
            site.issues[issue.id] = issue
            for wording, other in links:
                self.link(key, wording, other)
            site.tell(Happening("jira:issue_created", issue, self.who.id, at))
        return key

    def move(self, key: str, status: str) -> None:
        """Move an issue to a status its workflow leads to from here; raises ValueError for another."""
        with self.site.lock:
            issue = self.site.issue(key)
            ways = self.site.projects[issue.project].workflows[issue.type.name].from_here(issue.status)
            if status not in {way.to for way in ways}:
                raise ValueError(f"no way from {issue.status!r} to {status!r} for {key}")
            self.site.move(issue, status, self.who.id, self._moment())

    def tick(self, key: str, checklist: str, item: str | None = None, *, done: bool = True) -> None:
        """Tick one item of the checklist under a heading of the description, or all of it."""
        with self.site.lock:
            issue = self.site.issue(key)
            self._set(issue, "description", ticked(issue.document, checklist, item, done=done))

    def comment(self, key: str, text: str) -> str:
        """Write a comment, a paragraph for each line, or wiki markup on Data Center; return its id."""
        with self.site.lock:
            return add_comment(self.site, self.site.issue(key), self._said(text), self.who.id, self._moment()).id

    def edit_comment(self, key: str, comment_id: str, text: str) -> None:
        """Change a comment, whoever wrote it."""
        with self.site.lock:
            issue = self.site.issue(key)
            comment = _comment(issue, comment_id)
            comment.body, comment.updated, comment.editor = self._said(text), self._moment(), self.who.id
            touch_by_comment(self.site, issue, comment.updated)
            self.site.tell(Happening("comment_updated", issue, self.who.id, comment.updated, comment=comment))

    def delete_comment(self, key: str, comment_id: str) -> None:
        """Remove a comment, whoever wrote it."""
        with self.site.lock:
            issue = self.site.issue(key)
            comment, at = _comment(issue, comment_id), self._moment()
            issue.comments.remove(comment)
            touch_by_comment(self.site, issue, at)
            self.site.tell(Happening("comment_deleted", issue, self.who.id, at, comment=comment))

    def set_field(self, key: str, name: str, value: Plain) -> None:
        """Fill in a field by its name; None empties it. People are given by short name, long text as plain text."""
        with self.site.lock:
            kind = self.site.field_named(name)
            self._set(self.site.issue(key), kind.id, self._stored(kind, value))

    def add_label(self, key: str, label: str) -> None:
        """Put a label on an issue, unless it is there."""
        with self.site.lock:
            issue = self.site.issue(key)
            self._set(issue, "labels", tuple(dict.fromkeys([*issue.labels, label])))

    def remove_label(self, key: str, label: str) -> None:
        """Take a label off an issue."""
        with self.site.lock:
            issue = self.site.issue(key)
            self._set(issue, "labels", tuple(one for one in issue.labels if one != label))

    def attach(self, key: str, filename: str) -> None:
        """Attach a file; only its name matters here."""
        with self.site.lock:
            issue, at = self.site.issue(key), self._moment()
            attachment = Attachment(self.site.new_id(), filename, self.who.id, at)
            issue.attachments.append(attachment)
            change = Change("Attachment", "attachment", None, None, attachment.id, filename)
            self.site.record(issue, self.who.id, [change], at)

    def link(self, key: str, wording: str, other: str) -> None:
        """Link two issues; the wording is read from the first, such as "is blocked by"."""
        with self.site.lock:
            one, two = self.site.issue(key), self.site.issue(other)
            kind = next(kind for kind in self.site.link_kinds if wording in (kind.inward, kind.outward))
            source, target = (one, two) if wording == kind.outward else (two, one)
            self.site.links.append(Link(self.site.new_id(), kind, source.id, target.id))

    def rename(self, key: str, new_key: str) -> None:
        """Give an issue another key; it can still be found under the old one."""
        with self.site.lock:
            issue = self.site.issue(key)
            self.site.old_keys[issue.key] = new_key
            change = Change("Key", "issuekey", None, issue.key, None, new_key)
            issue.key = new_key
            self.site.record(issue, self.who.id, [change], self._moment())

    def rename_project(self, key: str, new_key: str) -> None:
        """Give a project another key, and so every issue in it."""
        with self.site.lock:
            self.site.projects[new_key] = replace(self.site.projects.pop(key), key=new_key)
            self.site.old_project_keys[key] = new_key
            for issue in [one for one in self.site.issues.values() if one.project == key]:
                issue.project = new_key
                self.rename(issue.key, f"{new_key}-{issue.key.rpartition('-')[2]}")

    def delete(self, key: str) -> None:
        """Delete an issue for good, with its links and sub-tasks; other issues below it stand alone from then on."""
        with self.site.lock:
            issue = self.site.issue(key)
            for below in self.site.children(issue):
                if below.type.level < 0:
                    self.delete(below.key)
                else:
                    below.values.pop("parent")
            self.site.tell(Happening("jira:issue_deleted", issue, self.who.id, self._moment()))
            self.site.links = [one for one in self.site.links if issue.id not in (one.source, one.target)]
            del self.site.issues[issue.id]

    def archive(self, key: str, *, archived: bool = True) -> None:
        """Put an issue away, or take it back; it keeps its change time."""
        with self.site.lock:
            self.site.issue(key).archived = archived

    def _moment(self) -> datetime:
        return self.at or self.site.clock.now()

    def _set(self, issue: Issue, field_id: str, value: Stored) -> None:
        self.site.set_values(issue, {field_id: value}, self.who.id, self._moment())

    def _stored(self, kind: FieldKind, value: Plain) -> Stored:
        match kind.kind, value:
            case "document", str():
                return self._said(value)
            case "person", str():
                return self.site.account(value).id
            case "effort", int() | float():
                return value * 3600.0
            case _, date():
                return value.isoformat()
            case _, int() | float():
                return float(value)
            case _, None | str() | dict():
                return value
            case _, _:
                return tuple(value)

    def _said(self, text: str) -> Node:
        """Return what somebody types into a long text; on Data Center it is read as wiki markup."""
        return written(text) if self.site.is_datacenter else spoken(text)


def spoken(text: str) -> Node:
    """Return plain text as a document, a paragraph for each line."""
    return document(*(paragraph(line) for line in text.split("\n")))


def _comment(issue: Issue, comment_id: str) -> Comment:
    return next(one for one in issue.comments if one.id == comment_id)
