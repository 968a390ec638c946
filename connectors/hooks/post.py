"""Posts to a webhook: encrypted or to this machine, once, in bounded time, following nowhere else."""

from collections.abc import Mapping
from contextlib import closing
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

from sync.ports import Refused, Unreachable

TIMEOUT = (5.0, 20.0)  # seconds for connecting, and for each silence of the answer
LONGEST_ANSWER = 200  # signs
PASSING = frozenset({408, 425, 429})  # refusals that trying later may mend


class WebHooks:
    """Implements `sync.neighbours.billing_store.Hook`. `timeout` is for connecting and for the answer, in seconds."""

    def __init__(self, timeout: tuple[float, float] = TIMEOUT) -> None:
        self._timeout = timeout

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send a body; done where the answer is of the 200s.

        Raises Refused for an answer of the 300s and 400s and for an address that is neither encrypted nor on this
        machine, Unreachable for everything that trying later may mend: a receiver can tell a second try by its id.
        """
        service = f"webhook {urlsplit(url).hostname}"
        if not _is_safe(url):
            raise Refused(service, "a record", 0, "its address is neither https nor on this machine")
        try:
            with requests.Session() as session, closing(self._posted(session, url, body, headers)) as answer:
                status, said = answer.status_code, _said(answer)
        except requests.RequestException as error:
            raise Unreachable(service, type(error).__name__) from error
        if status >= 500 or status in PASSING:
            raise Unreachable(service, f"it answered with status {status}")
        if status >= 300:
            raise Refused(service, "a record", status, said)

    def _posted(
        self, session: requests.Session, url: str, body: bytes, headers: Mapping[str, str]
    ) -> requests.Response:
        session.auth = without_netrc
        return session.post(
            url, data=body, headers=dict(headers), timeout=self._timeout, allow_redirects=False, stream=True
        )


def _said(answer: requests.Response) -> str:
    """Return the begin of an answer on one line; of a long one, no more than that is read."""
    begun = answer.raw.read(LONGEST_ANSWER * 4, decode_content=True)
    return " ".join(begun.decode(errors="replace").split())[:LONGEST_ANSWER]


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def without_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stand where a session without credentials would look into ~/.netrc and send what it finds there."""
    return request
