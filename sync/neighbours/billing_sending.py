"""Makes records for bills as clients accept, and sends them, at the end of a cycle."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.dates.delays import Dates
from sync.mailing.signing import SigningKey
from sync.neighbours.billing import Bill, BillState, headers_of, is_accepted, record_of
from sync.neighbours.billing_store import BillStore, Hook
from sync.neighbours.billing_words import document_of
from sync.ports import Clock, PortError, Refused
from sync.render.errors import sentence
from sync.stand import Stand
from sync.store import Store

IN_HAND = timedelta(minutes=10)  # longer than one post can take
UNSIGNED = "STAGEWARD_BILLING_SECRET is not set, so it cannot be signed; set it, and it goes out by itself"


def keep_bill(store: Store, stand: Stand, dates: Dates, now: datetime) -> None:
    """Make the record of an engagement whose client has accepted, unless there is one."""
    engagement, policy = stand.engagement, stand.policy
    if engagement.billing is None or not is_accepted(stand.subjects, engagement, policy):
        return
    if store.bills.of(engagement.name) is not None:
        return
    record = record_of(stand.subjects, dates, engagement, policy, policy.setting.calendar.day(now))
    url = engagement.billing.webhook
    state = BillState.KEPT if url is None else BillState.READY
    store.bills.keep(Bill(record.id, engagement.name, document_of(record), now, url, state))


def send_bills(bills: BillStore, hook: Hook | None, key: SigningKey | None, clock: Clock) -> None:
    """Send every record that is ready; one that cannot be sent says why, and waits."""
    if hook is None:
        return
    for bill in bills.due(clock.now()):
        now = clock.now()
        if key is None:
            if bill.answer != UNSIGNED:
                bills.settle(replace(bill, answer=UNSIGNED), now)
        elif bills.claim(bill, now, now + IN_HAND):
            bills.settle(_sent(hook, bill, key, clock), clock.now())


def _sent(hook: Hook, bill: Bill, key: SigningKey, clock: Clock) -> Bill:
    now = clock.now()
    try:
        hook.post(bill.url or "", bill.document.encode(), headers_of(bill, key, now))
    except Refused as no:
        return bill.refused(sentence(no))
    except PortError as error:
        return bill.put_off(sentence(error), now)
    return bill.taken()
