"""What an engagement says of systems beside the tracker: where a record for the bill goes, and where knowledge lies."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator

from config.forms import Text, looks_like, read_row, wrong
from config.mistakes import quoted
from config.sections import Section
from config.urls import WEB_ADDRESS, PagesUrl, is_loopback, read_web_address
from sync.engagement import Billing

EXAMPLE = "https://billing.example/records"


def read_webhook(value: object) -> str:
    """Read where records are sent: encrypted, but to this very machine."""
    text = read_web_address(value, EXAMPLE, "the receiver knows us by our signature (STAGEWARD_BILLING_SECRET)")
    parts = urlsplit(text)
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise wrong(f"{quoted(text)} would be sent in the open; write it with https://")
    return text


Webhook = Annotated[str, BeforeValidator(read_webhook), looks_like(WEB_ADDRESS, f"Write an address such as {EXAMPLE}.")]
Knowledge = Annotated[tuple[PagesUrl, ...], BeforeValidator(read_row)]


class BillingSection(Section):
    when: Text
    webhook: Webhook | None = None

    def billing(self) -> Billing:
        return Billing(self.when, self.webhook)
