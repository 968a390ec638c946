"""What one contact gets of a notice, and which address it comes back to. Pure."""

from email.utils import parseaddr
from functools import lru_cache

from sync.engagement import MailPolicy
from sync.mailing import unsubscribe
from sync.mailing.deliveries import Delivery
from sync.mailing.return_path import return_path
from sync.mailing.unsubscribe import Unsubscription
from sync.notices import FOR_THE_TEAM
from sync.remembered import OutboxEntry


def address_of(mail: MailPolicy) -> str:
    """Return the bare address of who writes."""
    return _bare(mail.sender)


@lru_cache(maxsize=64)
def _bare(written: str) -> str:
    return parseaddr(written)[1]


def personal(entry: OutboxEntry, address: str, mail: MailPolicy) -> bytes:
    """Return the very bytes one contact gets: the message, and before it the link by which only this one
    unsubscribes."""
    if mail.board is None or mail.key is None or not entry.receives:
        return entry.message
    wish = Unsubscription(address, entry.engagement, entry.receives)
    return unsubscribe.headers(mail.board, wish, mail.key) + entry.message


def comes_back_to(entry: OutboxEntry, delivery: Delivery, mail: MailPolicy) -> str:
    """Return the sender of the envelope: an address of this delivery's own where mail that came back is read."""
    if mail.bounces is None or mail.key is None or entry.kind in FOR_THE_TEAM:
        return address_of(mail)
    return return_path(mail.bounces, delivery.ref, mail.key)
