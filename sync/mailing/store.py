"""The port to what the bot remembers of mail beyond the outbox itself: deliveries, threads, contacts that want none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.mailing.deliveries import Delivery
from sync.mailing.unsubscribe import Unsubscription
from sync.remembered import OutboxEntry
from sync.team.store import TeamStore
from sync.trail import THE_BOT


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation with a client: the Message-IDs of its first and its latest mail."""

    root: str
    last: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """One mail that came back. `id` is the same however often it is read."""

    id: str
    delivery: str  # its ref
    address: str
    is_hard: bool
    said: str
    at: datetime


class MailStore(Protocol):
    """Every method is one transaction. Addresses are compared without upper and lower case."""

    def entry(self, notice: str) -> OutboxEntry | None: ...

    def deliveries(self, notice: str) -> Sequence[Delivery]:
        """Return the deliveries of one notice in the order of its recipients."""

    def due(self, now: datetime) -> Sequence[Delivery]:
        """Return what may be tried now, those tried least often first."""

    def undelivered(self) -> Sequence[Delivery]:
        """Return what contacts did not get, or may not have got, notice by notice."""

    def strand(self, why: str, at: datetime) -> None:
        """Let every delivery that was begun, and of which nothing else is known, be stuck."""

    def claim(self, delivery: Delivery, at: datetime, ended: Sequence[Delivery] = ()) -> OutboxEntry | None:
        """Take a waiting delivery in hand, before anything leaves, and return its notice; None where another process
        took it. Either way the same transaction writes down what became of those that `ended`, as `keep_deliveries`
        does."""

    def keep_deliveries(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Write down what became of deliveries; their notices stand accordingly, and who has mail is met."""

    def set_aside(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Write down why deliveries are not tried now, or not at all; those that do not wait any more stay as
        they are: another process has them."""

    def release(
        self, notices: Sequence[str], at: datetime, *, only_from: str | None = None, who: str = THE_BOT
    ) -> Sequence[str]:
        """Let notices go as a person's word; what is stuck or failed of them waits again, from the first try. Return
        those that were: one that does not stand in the state `only_from` any more is left alone. `who` is told in the
        trail."""

    def gathered(self, engagement: str) -> Sequence[OutboxEntry]:
        """Return the notices some contact of which waits for a digest, the oldest first."""

    def gather(self, digest: OutboxEntry, parts: Sequence[str], at: datetime) -> bool:
        """Queue a digest, and let its parts go in it at the digest's contacts; False, and nothing kept, where one of
        them does not wait there any more, or the digest is there already."""

    def scatter(self, digest: str, why: str, at: datetime) -> bool:
        """Withdraw a digest that did not go; its parts wait for the next one. False where it went."""

    def thread(self, engagement: str, name: str) -> Thread | None: ...

    def stop(self, address: str, why: str, at: datetime) -> bool:
        """Let a contact have no more mail; False where it has none already."""

    def resume(self, address: str) -> bool:
        """Let a stopped contact have mail again; False where it was not stopped. What it unsubscribed from stays."""

    def unsubscribe(self, wish: Unsubscription, at: datetime) -> bool:
        """Let a contact have no more of a kind; False where it has none already."""

    def stopped(self, address: str) -> str | None:
        """Say why a contact has no more mail; None where it may have some."""

    def unwanted(self, engagement: str, receives: str) -> frozenset[str]:
        """Return the addresses, in lower case, that get nothing of a kind, or of several: stopped, or unsubscribed."""

    def is_restored(self, engagement: str) -> bool:
        """Tell whether the store came back from a backup since a plan of the engagement was last carried out: what is
        news to it may have been told."""

    def catch_up(self, engagement: str, at: datetime) -> None:
        """Remember that a plan was carried out: what was news after a backup is kept by now."""

    def delivery_of(self, ref: str) -> Delivery | None: ...

    def keep_bounce(self, bounce: Bounce) -> bool:
        """Write down a mail that came back; False where it is known already."""

    def bounces_of(self, address: str) -> Sequence[Bounce]:
        """Return what came back from an address, the oldest first."""

    @property
    def team(self) -> TeamStore:
        """What the team's own mail told."""
