"""Asks for an address that somebody waits for: as long as it is asked for, all is well here."""

from functools import partial
from urllib.parse import urlsplit

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from connectors.hooks.post import without_netrc
from sync.ports import Refused, Unreachable

TIMEOUT = (5.0, 10.0)  # seconds for connecting, and for each silence of the answer
ATTEMPTS = 3
PAUSE = 2.0  # seconds


class Ping:
    """Asks for an address when it is called. The address may hold a key, so that errors name its host alone."""

    def __init__(self, url: str, pause: float = PAUSE) -> None:
        self._url = url
        self._service = f"ping {urlsplit(url).hostname}"
        again = retry_if_exception_type(Unreachable)
        self._retrying = Retrying(retry=again, stop=stop_after_attempt(ATTEMPTS), wait=wait_fixed(pause), reraise=True)

    def __call__(self) -> None:
        """Ask once, and again where nobody answers; raises Unreachable, or Refused for an answer that is no 200."""
        self._retrying(partial(self._once))

    def _once(self) -> None:
        try:
            with requests.Session() as session:
                session.auth = without_netrc
                answer = session.get(self._url, timeout=TIMEOUT, allow_redirects=False, stream=True)
                answer.close()
        except requests.RequestException as error:
            raise Unreachable(self._service, type(error).__name__) from None  # the error itself shows the address
        if answer.status_code >= 500:
            raise Unreachable(self._service, f"it answered with status {answer.status_code}")
        if answer.status_code >= 300:
            raise Refused(self._service, "the ping", answer.status_code)
