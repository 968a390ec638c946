"""One notice on its way to one contact: what became of it, and when it is tried again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Between a try the mail server put off and the next one; after the last of them the delivery has failed."""


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"  # it was begun; where nothing follows, nobody knows
    SENT = "sent"
    STUCK = "stuck"  # it may have arrived; only a person sends it again
    FAILED = "failed"
    GATHERED = "gathered"  # it waits to go with others
    IN_DIGEST = "in digest"  # it goes with the digest, and fares as that does


LEADS = (
    DeliveryState.SENDING,
    DeliveryState.STUCK,
    DeliveryState.SENT,
    DeliveryState.WAITING,
    DeliveryState.IN_DIGEST,
    DeliveryState.GATHERED,
)
NOTICE_STATES = {DeliveryState.WAITING: "ready"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """`notice` is the id of an outbox entry, `answer` what the mail server said last or why it waits.
    It is not tried before `next_try`, where that is set. `digest` is the notice it goes in, where it goes in one."""

    notice: str
    address: str
    state: DeliveryState = DeliveryState.WAITING
    answer: str | None = None
    tries: int = 0
    next_try: datetime | None = None
    digest: str | None = None

    @property
    def ref(self) -> str:
        """A short name of this delivery that can stand in an address."""
        return sha256(f"{self.notice} {self.address.casefold()}".encode()).hexdigest()[:16]

    def taken(self) -> "Delivery":
        """The mail server has it."""
        return replace(self, state=DeliveryState.SENT, answer=None, next_try=None)

    def lost(self, why: str) -> "Delivery":
        """It may have arrived, or not."""
        return replace(self, state=DeliveryState.STUCK, answer=why, next_try=None)

    def failed(self, why: str) -> "Delivery":
        """It will not be tried again by itself."""
        return replace(self, state=DeliveryState.FAILED, answer=why, next_try=None)

    def put_off(self, why: str, now: datetime) -> "Delivery":
        """It was tried, and trying later may help; at some time it is enough."""
        if self.tries >= len(PAUSES):
            return self.failed(why)
        again = now + PAUSES[self.tries]
        return replace(self, state=DeliveryState.WAITING, answer=why, tries=self.tries + 1, next_try=again)

    def refused(self, answer: str, now: datetime) -> "Delivery":
        """The mail server said no to this address: for now (4xx), or for good."""
        return self.put_off(answer, now) if answer.startswith("4") else self.failed(answer)

    def kept_until(self, moment: datetime | None, why: str) -> "Delivery":
        """It was not tried; where a moment is given, not before that."""
        return replace(self, state=DeliveryState.WAITING, answer=why, next_try=moment)


def notice_state(deliveries: Sequence[Delivery]) -> str:
    """Return how a notice stands: stuck where any contact's is, else sent where any contact has it."""
    found = {one.state for one in deliveries}
    lead = next((state for state in LEADS if state in found), DeliveryState.FAILED)
    return NOTICE_STATES.get(lead, lead.value)


def state_before_sending(deliveries: Sequence[Delivery]) -> str:
    """Return how a notice stood before those that are being sent were taken in hand."""
    sending = DeliveryState.SENDING
    return notice_state(
        [replace(one, state=DeliveryState.WAITING) if one.state is sending else one for one in deliveries]
    )


def troubles(deliveries: Sequence[Delivery]) -> str | None:
    """Say what keeps a notice from contacts, each with its reason; None where nothing does."""
    return "; ".join(f"{one.address}: {one.answer}" for one in deliveries if one.answer) or None
