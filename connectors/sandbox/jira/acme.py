"""The site the sandbox runs: who works at acme, its project APO and the ways its tickets may go."""

from collections.abc import Sequence
from dataclasses import replace

from connectors.sandbox.clock import Ticker
from connectors.sandbox.jira.model import Account, IssueType, Project, Status, Transition, Workflow
from connectors.sandbox.jira.site import Site

ACCOUNTS = (
    Account("bot", "5b10a2844c20165700ede21b", "Stageward", "bot@acme.example"),
    Account("ana", "5b10ac8d82e05b22cc7d4a01", "Ana Lima", "ana@acme.example"),
    Account("bo", "5b10ac8d82e05b22cc7d4b02", "Bo Karlsson", "bo@acme.example"),
    Account("cy", "5b10ac8d82e05b22cc7d4c03", "Cy Okafor", "cy@acme.example"),
    Account("dana", "5b10ac8d82e05b22cc7d4d04", "Dana Weiss", "dana@acme.example"),
    Account("kim", "qm:5b10ac8d82e05b22cc7d4e05", "Kim Adler", "kim@apollo-bank.example", kind="customer"),
)
STATUSES = (
    Status("10000", "To Do", "new"),
    Status("10001", "Assigned", "new"),
    Status("3", "In Progress", "indeterminate"),
    Status("10002", "In Review", "indeterminate"),
    Status("10003", "Complete", "indeterminate"),
    Status("10004", "Delivered", "done"),
    Status("10005", "Blocked", "indeterminate"),
    Status("1", "Open", "new"),
    Status("6", "Closed", "done"),
)
TYPES = (
    IssueType("10000", "Epic", 1),
    IssueType("10001", "Story"),
    IssueType("10002", "Task"),
    IssueType("10003", "Bug"),
    IssueType("10010", "Deliverable"),
    IssueType("10011", "Risk"),
    IssueType("10012", "Sub-task", -1),
)
# Ways are not all called like the statuses they lead to, as on real sites.
WAYS = (
    ("11", "Back to do", "To Do"),
    ("21", "Assign", "Assigned"),
    ("31", "Start work", "In Progress"),
    ("41", "Ask for review", "In Review"),
    ("51", "Complete", "Complete"),
    ("61", "Deliver", "Delivered"),
    ("71", "Block", "Blocked"),
)
WORK = Workflow(tuple(to for _, _, to in WAYS), tuple(Transition(*way) for way in WAYS))
RISKS = Workflow(
    ("Open", "Closed"),
    (
        Transition("81", "Close", "Closed", frozenset({"Open"})),
        Transition("91", "Reopen", "Open", frozenset({"Closed"})),
    ),
)


def acme_site(clock: Ticker) -> Site:
    """Return the site with everything but tickets."""
    return _site(clock, ACCOUNTS, is_datacenter=False)


def acme_datacenter(clock: Ticker) -> Site:
    """Return the same site on servers of its own, where people are known by their user names."""
    people = tuple(replace(one, id=one.name, kind="atlassian") for one in ACCOUNTS)
    return _site(clock, people, is_datacenter=True)


def _site(clock: Ticker, people: Sequence[Account], *, is_datacenter: bool) -> Site:
    workflows = {kind.name: RISKS if kind.name == "Risk" else WORK for kind in TYPES}
    roles = {"Administrators": ("ana",), "Delivery Lead": ("dana", "group: leads")}
    apollo = Project("10010", "APO", "Apollo mobile banking", people[1].id, workflows, roles=roles)
    return Site(
        clock=clock,
        is_datacenter=is_datacenter,
        accounts=list(people),
        statuses=list(STATUSES),
        types=list(TYPES),
        projects={"APO": apollo},
        groups={"leads": ("cy",)},
    )
