"""The parts of the store that have a port of their own: mail, and what pages need."""

from state.agenda import SqlAgenda
from state.bills import SqlBills
from state.client_links import SqlLinks
from state.client_status import SqlClientStatus
from state.dates import SqlDates
from state.engagement_facts import SqlEngagementFacts
from state.keeping.pruning import StoreKeeper
from state.mail import SqlMail
from state.measures import SqlMeasures
from state.requests import SqlRequests
from state.rests import SqlRests
from state.rows import Opened
from state.single_tickets import SqlSingleTickets
from state.standstills import SqlStandstills
from state.vitals import SqlVitals


class Annexes:
    """Hands out the parts of a `SqlStore`, which says how its rows are read and written."""

    _reading: Opened
    _writing: Opened

    @property
    def mail(self) -> SqlMail:
        return SqlMail(self._reading, self._writing)

    @property
    def dates(self) -> SqlDates:
        return SqlDates(self._reading, self._writing)

    @property
    def requests(self) -> SqlRequests:
        return SqlRequests(self._reading, self._writing)

    @property
    def board(self) -> SqlEngagementFacts:
        return SqlEngagementFacts(self._reading, self._writing)

    @property
    def links(self) -> SqlLinks:
        return SqlLinks(self._reading, self._writing)

    @property
    def client_status(self) -> SqlClientStatus:
        return SqlClientStatus(self._writing)

    @property
    def measures(self) -> SqlMeasures:
        return SqlMeasures(self._reading, self._writing)

    @property
    def bills(self) -> SqlBills:
        return SqlBills(self._reading, self._writing)

    @property
    def keeper(self) -> StoreKeeper:
        return StoreKeeper(self._reading, self._writing)

    @property
    def agenda(self) -> SqlAgenda:
        return SqlAgenda(self._reading, self._writing)

    @property
    def vitals(self) -> SqlVitals:
        return SqlVitals(self._reading)

    @property
    def tickets(self) -> SqlSingleTickets:
        return SqlSingleTickets(self._reading)

    @property
    def standstills(self) -> SqlStandstills:
        return SqlStandstills(self._reading, self._writing)

    @property
    def rests(self) -> SqlRests:
        return SqlRests(self._reading, self._writing)
