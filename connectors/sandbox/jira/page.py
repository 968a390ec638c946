"""The issue as a person sees it in a browser."""

from connectors.sandbox.adf import plain_text
from connectors.sandbox.adf_html import html
from connectors.sandbox.jira.answers import spelled_effort
from connectors.sandbox.jira.model import FieldKind, History, Issue
from connectors.sandbox.jira.site import Site
from connectors.sandbox.pages import Deed, Fact, Related, Row, Said, Status, TicketPage, plain

SHOWN_ELSEWHERE = frozenset({"summary", "description", "labels", "parent"})
ALWAYS = frozenset({"Assignee", "Reporter", "Priority", "Due date"})
ALWAYS_FOR_RISKS = frozenset({"Mitigation", "Risk owner"})
TONES = {"new": "grey", "indeterminate": "blue", "done": "green"}


def issue_page(site: Site, issue: Issue) -> TicketPage:
    """Gather what the page of one issue shows."""
    parent = issue.text("parent")
    return TicketPage(
        product="Jira sandbox",
        accent="blue",
        place=site.projects[issue.project].name,
        key=issue.key,
        title=issue.text("summary"),
        type=issue.type.name,
        status=status_of(site, issue.status),
        labels=issue.labels,
        facts=tuple(_facts(site, issue)),
        description=html(issue.document),
        checklists=(),
        attachments=tuple(one.filename for one in issue.attachments),
        related=tuple(_related(site, issue)),
        comments=tuple(
            Said(site.account(one.author).display_name, one.created, one.updated != one.created, html(one.body))
            for one in issue.comments
        ),
        deeds=tuple(deed for one in reversed(issue.history) for deed in _deeds(site, one)),
        home="/",
        parent=(parent, f"/browse/{parent}") if parent else None,
    )


def issue_rows(site: Site) -> list[Row]:
    """List all issues of the site."""
    return [
        Row(
            one.key,
            f"/browse/{one.key}",
            one.type.name,
            one.text("summary"),
            status_of(site, one.status),
            one.labels,
            _person(site, one.text("assignee")),
        )
        for one in site.issues.values()
    ]


def status_of(site: Site, name: str) -> Status:
    """Return a status with the colour of its category."""
    return Status(name, "red" if name == "Blocked" else TONES[site.status(name).category])


def _facts(site: Site, issue: Issue) -> list[Fact]:
    always = ALWAYS | ALWAYS_FOR_RISKS if issue.type.name == "Risk" else ALWAYS
    kinds = [kind for kind in site.fields.values() if kind.id not in SHOWN_ELSEWHERE]
    return [_fact(site, issue, kind) for kind in kinds if kind.name in always or issue.values.get(kind.id)]


def _fact(site: Site, issue: Issue, kind: FieldKind) -> Fact:
    value = issue.values.get(kind.id)
    match kind.kind, value:
        case "person", str():
            return Fact(kind.name, plain(_person(site, value)), person=_person(site, value))
        case "document", dict():
            return Fact(kind.name, html(value))
        case "effort", float():
            return Fact(kind.name, plain(spelled_effort(int(value))))
        case "url", str():
            return Fact(kind.name, plain(value), href=value)
        case _, float():
            return Fact(kind.name, plain(f"{value:g}"))
        case _, tuple():
            return Fact(kind.name, plain(", ".join(value)))
        case _, dict():
            return Fact(kind.name, plain(plain_text(value)))
        case _, _:
            return Fact(kind.name, plain(value or ""))


def _person(site: Site, account_id: str) -> str:
    return site.account(account_id).display_name if account_id else ""


def _related(site: Site, issue: Issue) -> list[Related]:
    linked = [
        (link.kind.outward, link.target) if link.source == issue.id else (link.kind.inward, link.source)
        for link in site.links_of(issue)
    ]
    ends = [(wording, site.issues[other]) for wording, other in linked]
    ends += [("contains", child) for child in site.children(issue)]
    return [
        Related(wording, one.key, f"/browse/{one.key}", one.text("summary"), status_of(site, one.status))
        for wording, one in ends
    ]


def _deeds(site: Site, history: History) -> list[Deed]:
    who = site.account(history.author).display_name
    return [
        Deed(who, history.created, change.field, _short(change.before), _short(change.after))
        for change in history.changes
    ]


def _short(text: str | None) -> str:
    return " ".join((text or "nothing").split())[:80]
