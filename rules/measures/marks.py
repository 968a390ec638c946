"""By which types, labels, stages and fields measures know what a ticket is: the words of the bundled packs."""

from dataclasses import dataclass, field
from functools import cache, lru_cache

from rules.measures.case import Kind
from rules.model import Ticket
from rules.values import fold

SUPPORT = "support"


def _types() -> dict[Kind, frozenset[str]]:
    return {
        Kind.WORK: frozenset({"story", "task", "bug", "deliverable", "service deliverable"}),
        Kind.DELIVERABLE: frozenset({"deliverable", "service deliverable"}),
        Kind.PROMISE: frozenset({"milestone", "deliverable"}),
        Kind.REQUEST: frozenset({"request", "incident", "question"}),
        Kind.DEFECT: frozenset({"bug", "defect"}),
        Kind.CHANGE: frozenset({"change request"}),
        Kind.REVIEW: frozenset({"review"}),
        Kind.IDEA: frozenset({"improvement"}),
        Kind.RISK: frozenset({"risk"}),
        Kind.INCIDENT: frozenset({"incident"}),
        Kind.ANALYSIS: frozenset({"root cause analysis"}),
    }


@dataclass(frozen=True, slots=True)
class Marks:
    """Folded names. In an engagement of work type support, work is a request as well.

    `with_client` are stages in which the client looks at work, `waiting` further statuses in which the clock of a
    ticket stands as long as the client is asked something.
    """

    types: dict[Kind, frozenset[str]] = field(default_factory=_types)
    no_review: frozenset[str] = frozenset({"sprint-metrics"})
    idea: frozenset[str] = frozenset({"cost-saving"})
    from_client: frozenset[str] = frozenset({"found-by-client"})
    returned: frozenset[str] = frozenset({"returned-by-client", "client-refused"})
    repeat: frozenset[str] = frozenset({"repeat-issue"})
    repeats: frozenset[str] = frozenset({"duplicates"})
    with_client: frozenset[str] = frozenset({"client acceptance", "with client", "delivered"})
    waiting: frozenset[str] = frozenset(
        {"client acceptance", "with client", "waiting for client", "waiting for customer", "pending customer"}
    )
    weighed: frozenset[str] = frozenset({"with client", "approved", "in progress", "done"})
    approved: frozenset[str] = frozenset({"approved", "in progress", "done"})
    declined: frozenset[str] = frozenset({"declined"})
    causes: frozenset[str] = frozenset({"cause", "root cause"})
    reason: str = "Reason"
    analysis: str = "Root cause analysis"
    buffer: str = "Buffer days"
    quality: str = "Quality score"
    defects: str = "Defects found"
    reviewer: str = "Peer reviewer"
    next_review: str = "Next review"
    csat: str = "CSAT"
    nps: str = "NPS"
    ces: str = "Effort score"
    survey: frozenset[str] = frozenset({"survey"})
    extra_work: frozenset[str] = frozenset({"scope-change"})

    def kinds_of(self, ticket: Ticket, work_type: str | None) -> frozenset[Kind]:
        """Return what a ticket is."""
        called = fold(ticket.type)
        of_type = {kind for kind, names in self.types.items() if called in names}
        labels = labels_of(ticket)
        if Kind.WORK in of_type and fold(work_type or "") == SUPPORT:
            of_type.add(Kind.REQUEST)
        if labels & self.no_review:
            of_type.discard(Kind.REVIEW)
        if not labels & self.idea:
            of_type.discard(Kind.IDEA)
        return _held_once(frozenset(of_type))


@cache
def _held_once(kinds: frozenset[Kind]) -> frozenset[Kind]:
    """Return one and the same value for the same kinds, of which thousands of tickets have a few."""
    return kinds


def labels_of(ticket: Ticket) -> frozenset[str]:
    return _folded(ticket.labels)


@lru_cache(maxsize=4_096)  # asked for several times of each of thousands of tickets
def _folded(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, labels))
