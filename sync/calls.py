"""How much a source was asked, and what it said of its limits. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calls:
    """Requests made to a source since the connector was opened; `throttled_s` is seconds spent waiting, `limited` how
    often it said that it wants fewer (429), `left` what its newest answer said the token has left, where it did."""

    reads: int = 0
    writes: int = 0
    retries: int = 0
    throttled_s: float = 0.0
    limited: int = 0
    left: int | None = None

    def plus(self, more: "Calls") -> "Calls":
        """Return both together."""
        return Calls(
            self.reads + more.reads,
            self.writes + more.writes,
            self.retries + more.retries,
            self.throttled_s + more.throttled_s,
            self.limited + more.limited,
            self.left if more.left is None else more.left,
        )

    def since(self, before: "Calls") -> "Calls":
        """Return what was made after an earlier look at the same connector."""
        return Calls(
            self.reads - before.reads,
            self.writes - before.writes,
            self.retries - before.retries,
            self.throttled_s - before.throttled_s,
            self.limited - before.limited,
            self.left,
        )
