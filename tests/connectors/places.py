"""The three trackers as places where people work, with one connector each, and what each of them can do."""

from dataclasses import dataclass
from enum import StrEnum

from connectors.clickup import ClickUp
from connectors.jira import JiraCloud, JiraDataCenter
from connectors.sandbox.clickup.studio import RELAUNCH
from sync.engagement import Scope, ScopeKind
from sync.ports import Tracker
from tests.sync.clickup_desk import ClickUpDesk
from tests.sync.desks import Desk
from tests.sync.jira_desks import DataCenterDesk, JiraDesk


class Can(StrEnum):
    """What not every tracker can do. A test asks and expects one thing or the other; none is left out."""

    TELL_THE_CHANGE_TIME = "the receipt holds the ticket's new change time"
    WRITE_AT_ONCE = "labels and a first comment are one request"
    KEEP_CAPITALS = "labels stay as they were spelled"
    KEEP_SIGNS = "labels with spaces are taken"
    TELL_MOVES = "who moved a ticket from where to where"
    WALL_OFF = "a status can be out of reach from another one"
    FLAG = "tickets can be flagged"
    TELL_EDITORS = "who edited a comment last"


@dataclass(frozen=True)
class Place:
    """One tracker: the people at their `desk`, our `tracker`, and how pages are made short."""

    desk: Desk
    tracker: Tracker
    scope: Scope
    can: frozenset[Can]
    page_size: int  # tickets on a page, when it was made short

    def shorten_pages(self):
        """Let pages be as short as this tracker has them."""
        if self.page_size < 100:
            self.desk.service.switches.page_cap = self.page_size

    def read(self, needs, since=None, **more):
        """Read all that changed, all pages together."""
        return [one for page in self.tracker.changed(self.scope, needs, since, **more) for one in page]

    def requests(self, part):
        """What was asked of addresses with this part."""
        return [entry for entry in self.desk.service.log if part in entry.path]


JIRA = frozenset(Can) - {Can.KEEP_SIGNS}
APOLLO = Scope(ScopeKind.PROJECT, "APO")


def cloud(sandbox, session):
    site = sandbox.jira
    tracker = JiraCloud("tracker", site.url, site.user, site.token, session=session)
    return Place(JiraDesk(site), tracker, APOLLO, JIRA, page_size=3)


def datacenter(sandbox, session):
    site = sandbox.datacenter
    tracker = JiraDataCenter("tracker", site.url, site.token, session=session)
    return Place(DataCenterDesk(site), tracker, APOLLO, JIRA, page_size=3)


def clickup(sandbox, session):
    studio = sandbox.clickup
    tracker = ClickUp("tracker", studio.team, studio.token, url=studio.url, session=session)
    can = frozenset({Can.KEEP_SIGNS})
    return Place(ClickUpDesk(sandbox), tracker, Scope(ScopeKind.LIST, RELAUNCH), can, page_size=100)


PLACES = {"cloud": cloud, "datacenter": datacenter, "clickup": clickup}
