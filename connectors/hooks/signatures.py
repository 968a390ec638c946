"""Whether a posted event was signed by its tracker: an HMAC with SHA-256 over the very bytes that came."""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple


class SignatureForm(NamedTuple):
    """The header a tracker signs with, and what stands before the hexadecimal digits there."""

    header: str
    prefix: str


FORMS: dict[str, SignatureForm] = {
    # Cloud: developer.atlassian.com, "Webhooks", Secure admin webhooks; Data Center: "Managing webhooks", Securing.
    "jira": SignatureForm("X-Hub-Signature", "sha256="),
    # developer.clickup.com, "Webhook signature"
    "clickup": SignatureForm("X-Signature", ""),
}


def signature(kind: str, secret: str, body: bytes) -> str:
    """Return what a tracker of a kind writes into its header for a body."""
    return FORMS[kind].prefix + hmac.new(secret.encode(), body, sha256).hexdigest()


def is_signed(kind: str, sent: str, body: bytes, secrets: Iterable[str]) -> bool:
    """Tell whether a header's value is the signature of a body by one of the secrets, in a time that tells nothing of
    them."""
    told = sent.strip().encode()
    return any(hmac.compare_digest(signature(kind, one, body).encode(), told) for one in secrets)
