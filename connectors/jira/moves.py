"""Moving a ticket of Jira, which tells only where its own next step may lead; longer ways are learned."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from connectors.jira.client import JiraSite
from connectors.jira.flavor import Flavor
from connectors.jira.jql import quoted
from connectors.jira.screens import Transition, transitions
from connectors.shelf import Shelf, Tick
from rules.values import fold
from sync.holds.routes import MOST_STEPS, Way, route
from sync.ports import Receipt, Refused

NO_WAY = 400  # what Jira itself answers where a move is not possible
NO_STEP = "no move leads there"
NO_PATH = f"no way of at most {MOST_STEPS} moves is known that leads there"
MOST_LOOKS = 12  # statuses whose ways are asked for in search of one way
Track = tuple[str, str]  # ids of project and type: such tickets share a workflow


class Mover:
    """Moves tickets of one site. Every method may raise the errors of `sync.ports`.

    The ways from a status are learned from another ticket of the same project and type that stands there, and are
    known for a quarter of an hour. Nothing is moved to find out. `changed_at` tells when a write changed a ticket.
    """

    def __init__(
        self, site: JiraSite, flavor: Flavor, tick: Tick, changed_at: Callable[[str, str], datetime | None]
    ) -> None:
        self._site = site
        self._flavor = flavor
        self._changed_at = changed_at
        self._learned = Shelf(tick)
        self._open: dict[str, tuple[Transition, ...]] = {}  # what `path` has just read, for the move that follows

    def path(
        self, ticket_id: str, ticket_key: str, to_status: str, barred: frozenset[str], fills: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Return the statuses to pass, the goal being the last; Refused where no way is known."""
        what = f"move of ticket {ticket_key} to {to_status}"
        here = transitions(self._site, ticket_id, what)
        ways = [one.way(fills) for one in here]
        steps = route("", to_status, lambda status: () if status else ways)
        if not steps and ways:
            steps = self._longer(ticket_id, to_status, ways, barred, fills)
        if not steps:
            raise Refused(self._site.source, what, NO_WAY, _where_it_can_go(to_status, ways, NO_PATH))
        self._open[ticket_id] = here
        return steps

    def move(self, ticket_id: str, ticket_key: str, to_status: str, fills: Mapping[str, str]) -> Receipt:
        """Move a ticket by a transition that leads to the status; one without a screen is preferred."""
        what = f"move of ticket {ticket_key} to {to_status}"
        found = self._open.pop(ticket_id, None) or transitions(self._site, ticket_id, what)
        fitting = [one for one in found if fold(one.to) == fold(to_status) and not one.way(fills).wants]
        if not fitting:
            ways = [one.way(fills) for one in found]
            raise Refused(self._site.source, what, NO_WAY, _where_it_can_go(to_status, ways, NO_STEP))
        self._go(ticket_id, sorted(fitting, key=lambda one: one.has_screen), fills, what)
        return Receipt(updated=self._changed_at(ticket_id, what))

    def _go(self, ticket_id: str, ways: Sequence[Transition], fills: Mapping[str, str], what: str) -> None:
        """Take the first way; another one only where Jira says that nothing was moved."""
        first, *others = ways
        values = first.filled(fills)
        body = {"transition": {"id": first.id}, **({"fields": values} if values else {})}
        try:
            self._site.post("issue", ticket_id, "transitions", what=what, body=body)
        except Refused as refused:
            if refused.status != NO_WAY or not others:
                raise
            self._go(ticket_id, others, fills, what)

    def _longer(
        self, ticket_id: str, goal: str, here: Sequence[Way], barred: frozenset[str], fills: Mapping[str, str]
    ) -> tuple[str, ...]:
        status, track = self._place(ticket_id)
        looks = iter(range(MOST_LOOKS))

        def ways(of: str) -> Iterable[Way]:
            if fold(of) == fold(status):
                return here
            if (track, fold(of)) not in self._learned and next(looks, None) is None:
                return ()
            return [one.way(fills) for one in self._learned.get((track, fold(of)), lambda: self._learn(track, of))]

        return route(status, goal, ways, barred)

    def _learn(self, track: Track, status: str) -> tuple[Transition, ...]:
        """Ask a ticket of the same kind that stands in a status where it may go; nothing where there is none."""
        project, kind = track
        query = f"project = {project} AND issuetype = {kind} AND status = {quoted(status)} ORDER BY updated DESC"
        sample = self._flavor.first(query)
        # The index of the search lags behind: a ticket that has moved on tells of another status.
        if sample is None or fold(self._place(sample)[0]) != fold(status):
            return ()
        return transitions(self._site, sample, f"ways of ticket {sample}")

    def _place(self, ticket_id: str) -> tuple[str, Track]:
        what, params = f"ticket {ticket_id}", {"fields": "status,project,issuetype"}
        raw = self._site.mapping(self._site.get("issue", ticket_id, what=what, params=params), what)
        with self._site.in_its_form(what):
            told = raw["fields"]
            return str(told["status"]["name"]), (str(told["project"]["id"]), str(told["issuetype"]["id"]))


def _where_it_can_go(goal: str, ways: Sequence[Way], no_way: str) -> str:
    if not ways:
        return "no move is open to the bot here; it may lack the permission to move tickets"
    asking = dict.fromkeys(want for way in ways if fold(way.to) == fold(goal) for want in way.wants)
    if asking:
        return f"the move asks for {' and '.join(asking)}; give a value under hold: fills:, or move it by hand"
    told = ", ".join(dict.fromkeys(way.to for way in ways))
    return f"{no_way} from its present status; it can go to: {told}"
