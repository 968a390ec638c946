"""What the store remembers of mail beyond the outbox: here stands what is one transaction."""

from collections.abc import Sequence
from datetime import datetime

from rules.facts import moment_fact
from state import deliveries, gathered, outbox, silence
from state.rows import Opened, Rows
from state.team_mail import SqlTeam
from sync.mailing.deliveries import Delivery, DeliveryState, state_before_sending
from sync.mailing.store import Bounce, Thread
from sync.mailing.unsubscribe import Unsubscription
from sync.remembered import OutboxEntry
from sync.trail import THE_BOT


class SqlMail:
    """Implements `sync.mailing.store.MailStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def entry(self, notice: str) -> OutboxEntry | None:
        with self._reading() as db:
            return outbox.entry(db, notice)

    def deliveries(self, notice: str) -> Sequence[Delivery]:
        with self._reading() as db:
            return deliveries.of_notice(db, notice)

    def due(self, now: datetime) -> Sequence[Delivery]:
        with self._reading() as db:
            return deliveries.due(db, now)

    def undelivered(self) -> Sequence[Delivery]:
        with self._reading() as db:
            return deliveries.undelivered(db)

    def strand(self, why: str, at: datetime) -> None:
        with self._writing() as db:
            _keep(db, [one.lost(why) for one in deliveries.interrupted(db)], at)

    def claim(self, delivery: Delivery, at: datetime, ended: Sequence[Delivery] = ()) -> OutboxEntry | None:
        with self._writing() as db:
            _keep(db, ended, at)
            if not deliveries.claim(db, delivery):
                return None
            outbox.stand(db, deliveries.of_notice(db, delivery.notice), at)
            return outbox.entry(db, delivery.notice)

    def keep_deliveries(self, kept: Sequence[Delivery], at: datetime) -> None:
        with self._writing() as db:
            _keep(db, kept, at)

    def set_aside(self, kept: Sequence[Delivery], at: datetime) -> None:
        with self._writing() as db:
            _keep(db, [one for one in kept if deliveries.is_waiting(db, one)], at)

    def keep_state(
        self, notice: str, state: str, at: datetime, error: str | None, *, only_from: str | None, who: str
    ) -> bool:
        with self._writing() as db:
            return gathered.keep_state(db, notice, state, at, error, only_from=only_from, who=who)

    def release(
        self, notices: Sequence[str], at: datetime, *, only_from: str | None = None, who: str = THE_BOT
    ) -> Sequence[str]:
        """Raises Missing, and releases nothing, where one of them is not there."""
        with self._writing() as db:
            released = [
                one for one in notices if gathered.keep_state(db, one, "ready", at, None, only_from=only_from, who=who)
            ]
            for one in released:
                db.execute("update outbox set released = ? where id = ?", [moment_fact(at), one])
            return released

    def gathered(self, engagement: str) -> Sequence[OutboxEntry]:
        with self._reading() as db:
            return gathered.gathered(db, engagement)

    def gather(self, digest: OutboxEntry, parts: Sequence[str], at: datetime) -> bool:
        with self._writing() as db:
            return gathered.gather(db, digest, parts, at)

    def scatter(self, digest: str, why: str, at: datetime) -> bool:
        with self._writing() as db:
            return gathered.scatter(db, digest, why, at)

    def thread(self, engagement: str, name: str) -> Thread | None:
        with self._reading() as db:
            found = db.execute("select root, last from threads where engagement = ? and thread = ?", [engagement, name])
            row = found.fetchone()
            return Thread(*row) if row else None

    def stop(self, address: str, why: str, at: datetime) -> bool:
        with self._writing() as db:
            return silence.stop(db, address, why, at)

    def resume(self, address: str) -> bool:
        with self._writing() as db:
            return silence.resume(db, address)

    def unsubscribe(self, wish: Unsubscription, at: datetime) -> bool:
        with self._writing() as db:
            return silence.unsubscribe(db, wish, at)

    def stopped(self, address: str) -> str | None:
        with self._reading() as db:
            return silence.stopped(db, address)

    def unwanted(self, engagement: str, receives: str) -> frozenset[str]:
        with self._reading() as db:
            return silence.unwanted(db, engagement, receives)

    def is_restored(self, engagement: str) -> bool:
        with self._reading() as db:
            return outbox.is_restored(db, engagement)

    def catch_up(self, engagement: str, at: datetime) -> None:
        if self.is_restored(engagement):
            with self._writing() as db:
                outbox.catch_up(db, engagement, at)

    def delivery_of(self, ref: str) -> Delivery | None:
        with self._reading() as db:
            return deliveries.of_ref(db, ref)

    def keep_bounce(self, bounce: Bounce) -> bool:
        with self._writing() as db:
            return silence.keep_bounce(db, bounce)

    def bounces_of(self, address: str) -> Sequence[Bounce]:
        with self._reading() as db:
            return silence.bounces(db, address)

    @property
    def team(self) -> SqlTeam:
        return SqlTeam(self._reading, self._writing)


def _keep(db: Rows, kept: Sequence[Delivery], at: datetime) -> None:
    was = {notice: deliveries.of_notice(db, notice) for notice in dict.fromkeys(one.notice for one in kept)}
    now = {(one.notice, one.address): one for one in kept}
    deliveries.keep(db, kept)
    outbox.remember(db, (one.address for one in kept if one.state is DeliveryState.SENT), at)
    for notice, before in was.items():
        outbox.stand(db, [now.get((notice, one.address), one) for one in before], at, state_before_sending(before))
        gathered.follow(db, notice, at)
