"""Takes in mail that came back: a contact nothing reaches gets no more, and the project manager is told."""

from dataclasses import dataclass, replace

from sync.engagement import MailPolicy
from sync.mailing.deliveries import Delivery
from sync.mailing.ports import Postbox, Returned
from sync.mailing.return_path import ref_of
from sync.mailing.silencing import Halt, stop_contact
from sync.mailing.store import Bounce
from sync.ports import Clock
from sync.store import Store


def collect_bounces(store: Store, postbox: Postbox, mail: MailPolicy, clock: Clock) -> tuple[Bounce, ...]:
    """Take in what came back since the last time; return what was new. Mail without a signature of ours is not
    looked at: anybody could have written it. Raises what the postbox raises; what was taken in by then stays."""
    if mail.bounces is None or mail.key is None:
        return ()
    intake = _Intake(store, mail, clock)
    taken: list[Bounce] = []
    for returned in postbox.returned(intake.is_ours):
        bounce = intake.take(returned)
        postbox.finish(returned)
        taken += [bounce] if bounce is not None else []
    return tuple(taken)


@dataclass(frozen=True, slots=True)
class _Intake:
    """One look through what came back."""

    store: Store
    mail: MailPolicy
    clock: Clock

    def is_ours(self, address: str) -> bool:
        return self.ref_of(address) is not None

    def ref_of(self, address: str) -> str | None:
        if self.mail.bounces is None or self.mail.key is None:
            return None
        return ref_of(address, self.mail.bounces, self.mail.key)

    def take(self, returned: Returned) -> Bounce | None:
        """Keep one; None where it is known, or speaks of a delivery nobody remembers."""
        delivery = self.store.mail.delivery_of(self.ref_of(returned.to) or "")
        if delivery is None:
            return None
        # Where only others could not be reached, the contact's address is a list or leads on: it still works.
        is_hard = delivery.address.casefold() in returned.permanent
        bounce = Bounce(returned.id, delivery.ref, delivery.address, is_hard, returned.said, self.clock.now())
        if any(one.id == bounce.id for one in self.store.mail.bounces_of(bounce.address)):
            return None
        self._draw_conclusions(delivery, bounce)
        # Last, so that a run that ends before this does it all again, which comes to the same.
        self.store.mail.keep_bounce(bounce)
        return bounce

    def _draw_conclusions(self, delivery: Delivery, bounce: Bounce) -> None:
        said = bounce.said or "the other server gave no reason"
        if not bounce.is_hard:
            count = len(self.store.mail.bounces_of(bounce.address)) + 1
            self._keep(replace(delivery, answer=f"came back for now, mail number {count} that did: {said}"))
            return
        entry = self.store.mail.entry(delivery.notice)
        engagement = entry.engagement if entry else ""
        self._keep(delivery.failed(f"came back: {said}"))
        stop_contact(self.store, self.mail, self.clock, Halt(engagement, delivery.address, said, bounce.id))

    def _keep(self, delivery: Delivery) -> None:
        self.store.mail.keep_deliveries([delivery], self.clock.now())
