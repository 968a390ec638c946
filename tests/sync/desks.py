"""People at work on a tracker of the sandbox, with the same words for Jira and ClickUp."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from connectors.sandbox import Fault
from sync.comment import MARKER
from sync.engagement import Scope

CHECKLIST = "Self-assessment"
REVIEW_LIST = "Peer review"
ITEMS = ("It meets the brief", "Every requirement is dealt with")
REVIEWED = "Peer review: passed."
BRIEF = "What is wanted, and how the client is going to use it."
EVERY = ("jira", "datacenter", "clickup")
VISIBLE_NAME = "Client name for it"


@dataclass(frozen=True, kw_only=True)
class Moment(Fault):
    """A fault that also lets something happen in the world the instant the request arrives."""

    happens: Callable[[], None]
    meant: Callable[[str, str], bool] = lambda _method, _path: True

    def matches(self, method, path):
        found = super().matches(method, path) and self.meant(method, path)
        if found:
            self.happens()
        return found


@dataclass(frozen=True)
class Said:
    """One comment as people see it; `by` is a short name."""

    id: str
    by: str
    text: str


@dataclass(frozen=True)
class Requests:
    """How to recognise what the bot writes, as parts of a Fault. Labels come with a first comment in Jira."""

    first_comment: Mapping[str, str]
    comment: Mapping[str, str]
    label: Mapping[str, str]
    move: Mapping[str, str]


class Desk:
    """A tracker and its people. Tickets are named as people name them: a key, or a task's id."""

    engagement: str
    source: str
    author: str  # does the work
    colleague: str  # reviews it
    manager: str
    client: str
    requests: Requests
    writes_of_a_hold: int
    writes_of_a_release: int

    listing: str  # part of the address where tickets are read in pages
    holders: str  # part of the address where holders of roles and members of groups are told
    leads: tuple[str, ...]  # who holds the role Delivery Lead, or is in the group
    elsewhere: Scope  # where no Deliverable belongs

    def __init__(self, service, is_write):
        self.service = service
        self.is_write = is_write

    def people(self, who):
        return self.service.act(who)

    def move(self, ticket, status, who=None):
        self.people(who or self.author).move(ticket, self.spelled(status))

    def tick(self, ticket, item=None, *, checklist=CHECKLIST, done=True):
        self.people(self.author).tick(ticket, checklist, item, done=done)

    def say(self, ticket, text, who=None):
        return self.people(who or self.colleague).comment(ticket, text)

    def review(self, ticket):
        return self.say(ticket, REVIEWED)

    def label(self, ticket, name):
        self.people(self.author).add_label(ticket, name)

    def unlabel(self, ticket, name):
        self.people(self.author).remove_label(ticket, name)

    def fill(self, ticket, field, value):
        self.people(self.author).set_field(ticket, field, value)

    def give(self, ticket, who):
        """Somebody hands the ticket over to another person."""
        self.people(self.author).set_field(ticket, "Assignee", who)

    def delete_comment(self, ticket, comment_id):
        self.people(self.author).delete_comment(ticket, comment_id)

    def fault(self, fault):
        self.service.faults.add(fault)

    def meanwhile(self, happens, **when):
        """Let people do something the instant a matching request arrives."""
        self.fault(Moment(happens=happens, **when))

    def at_write(self, number, happens, **fault):
        """Let something happen at the so-many-th write from now on, counted from one; a write an earlier fault takes does not count."""
        writes = count(1)
        self.fault(
            Moment(
                happens=happens, meant=lambda how, path: self.is_write(how, path) and next(writes) == number, **fault
            )
        )

    def writes(self):
        """What the bot has written so far: method and path of each request."""
        return [(entry.method, entry.path) for entry in self.service.log.writes()]

    def ours(self, ticket):
        """The bot's own comments that hold its marker."""
        return [said for said in self.comments(ticket) if said.by == "bot" and MARKER in said.text]


def checklists(ticked, review_list):
    """The checklists of a new ticket; the second, where there is one, is still open."""
    own = {CHECKLIST: [(item, ticked) for item in ITEMS]}
    return own | ({REVIEW_LIST: [("Accurate", False)]} if review_list else {})
