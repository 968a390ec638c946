"""The parts of the store that have a port of their own: mail, and what pages need."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlite_utils import Database

from state.bills import SqliteBills
from state.client_links import SqliteLinks
from state.client_status import SqliteClientStatus
from state.dates import SqliteDates
from state.engagement_facts import SqliteEngagementFacts
from state.mail import SqliteMail
from state.measures import SqliteMeasures
from state.requests import SqliteRequests


class Annexes:
    """Hands out the parts of a `SqliteStore`, which says how its file is read and written."""

    _reading: Callable[[], AbstractContextManager[Database]]
    _writing: Callable[[], AbstractContextManager[Database]]

    @property
    def mail(self) -> SqliteMail:
        return SqliteMail(self._reading, self._writing)

    @property
    def dates(self) -> SqliteDates:
        return SqliteDates(self._reading, self._writing)

    @property
    def requests(self) -> SqliteRequests:
        return SqliteRequests(self._reading, self._writing)

    @property
    def board(self) -> SqliteEngagementFacts:
        return SqliteEngagementFacts(self._reading, self._writing)

    @property
    def links(self) -> SqliteLinks:
        return SqliteLinks(self._reading, self._writing)

    @property
    def client_status(self) -> SqliteClientStatus:
        return SqliteClientStatus(self._writing)

    @property
    def measures(self) -> SqliteMeasures:
        return SqliteMeasures(self._reading, self._writing)

    @property
    def bills(self) -> SqliteBills:
        return SqliteBills(self._reading, self._writing)
