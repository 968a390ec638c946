"""Rate limits of the sandbox: refuse what comes too often, in the words of the real services."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from re import compile as pattern

TICKET = pattern(r"/(?:issue|task)/([^/]+)")
NUMBERED = pattern(r"(?<=/)[^/]*\d[^/]*")


@dataclass(slots=True)
class Limit:
    """At most so many requests of one kind in so many seconds; `kind_of` names a request's kind, or None for one that
    is free. What is beyond is answered with 429 and these headers, and is not done."""

    most: int
    span: float
    kind_of: Callable[[str, str], str | None]
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"errorMessages":["Rate limit exceeded."],"errors":{}}'
    clock: Callable[[], float] = time.monotonic
    _taken: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def refuses(self, method: str, path: str) -> bool:
        """Count a request; tell whether it is one too many."""
        kind, now = self.kind_of(method, path), self.clock()
        if kind is None:
            return False
        self._taken[kind] = [moment for moment in self._taken[kind] if moment > now - self.span]
        if len(self._taken[kind]) >= self.most:
            return True
        self._taken[kind].append(now)
        return False


def per_ticket_writes(is_write: Callable[[str, str], bool], most: int = 20, span: float = 2.0) -> Limit:
    """Jira's limit for writes to one ticket."""

    def kind_of(method: str, path: str) -> str | None:
        found = TICKET.search(path) if is_write(method, path) else None
        return found[1] if found else None

    return Limit(most, span, kind_of, {"Retry-After": "2", "RateLimit-Reason": "jira-per-issue-on-write"})


def per_endpoint(most: int, span: float) -> Limit:
    """Jira's limit for bursts on one endpoint, whatever the ids in its path."""
    headers = {"Retry-After": "1", "RateLimit-Reason": "jira-burst-based"}
    return Limit(most, span, lambda method, path: f"{method} {NUMBERED.sub('#', path)}", headers)
