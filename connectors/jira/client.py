"""The `jira` package's client on our own transport: its logins and addresses, our time-outs, retries and errors."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from urllib.parse import quote

from jira import JIRA

from connectors.http import Params, TrackerSession
from connectors.jira.values import Raw
from sync.ports import BadAnswer, Misshapen

WRONG_SHAPE = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class Login:
    """An API token with its user (Cloud), or a personal access token, which needs none (Data Center)."""

    token: str = field(repr=False)
    user: str | None = None


class JiraSite:
    """One Jira site, spoken to in one version of its API as one account. Answers are decoded JSON."""

    def __init__(self, source: str, url: str, version: str, login: Login, session: TrackerSession) -> None:
        self.source = source
        self.session = session
        self._jira = _on_our_session(url, version, login, session)

    @property
    def server(self) -> str:
        """The address people open, without a slash at its end."""
        return self._jira.server_url

    def get(self, *path: str, what: str, params: Params | None = None) -> object | None:
        return self.session.ask("GET", self._url(path), what=what, params=params)

    def search(self, *path: str, body: Mapping[str, object], what: str) -> Raw:
        """Ask by POST for what changes nothing; it may be repeated and counts as a read."""
        url = self._url(path)
        return self.mapping(self.session.ask("POST", url, what=what, body=body, repeatable=True, reads=True), what)

    def put(self, *path: str, what: str, body: object, params: Params, repeatable: bool) -> object | None:
        return self.session.ask("PUT", self._url(path), what=what, body=body, params=params, repeatable=repeatable)

    def post(self, *path: str, what: str, body: object) -> object | None:
        return self.session.ask("POST", self._url(path), what=what, body=body)

    def delete(self, *path: str, what: str) -> None:
        self.session.ask("DELETE", self._url(path), what=what)

    @cached_property
    def myself(self) -> Raw:
        """The account the bot writes as, read once."""
        what = "the bot's own account"
        return self.mapping(self.get("myself", what=what), what)

    def mapping(self, answer: object, what: str) -> Raw:
        """Return an answer that must be an object; raises BadAnswer."""
        if not isinstance(answer, dict):
            raise BadAnswer(self.source, what, "an object was expected")
        return answer

    def rows(self, answer: object, what: str) -> list[Raw]:
        """Return an answer that must be a list of objects; raises BadAnswer."""
        if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
            raise BadAnswer(self.source, what, "a list was expected")
        return answer

    @contextmanager
    def in_its_form(self, what: str) -> Iterator[None]:
        """Turn what goes wrong where an answer is taken apart into BadAnswer."""
        try:
            yield
        except WRONG_SHAPE as error:
            raise Misshapen(self.source, what, "it is not in the form that Jira's API has") from error

    def _url(self, path: tuple[str, ...]) -> str:
        # The package builds addresses nowhere in public.
        return self._jira._get_url("/".join(quote(part, safe="") for part in path))  # noqa: SLF001 - see above


def _on_our_session(url: str, version: str, login: Login, session: TrackerSession) -> JIRA:
    """Open the package's client and put our session in place of its own, which repeats writes.

    It is opened without credentials and logs in on our session only, so that no other session ever holds the token.
    """
    jira = JIRA(server=url, options={"rest_api_version": version}, get_server_info=False, max_retries=0)
    jira._session.close()  # noqa: SLF001 - the package has no way to be given a session
    session.headers.update({"X-Atlassian-Token": "no-check"})
    jira._session = cast("Any", session)  # noqa: SLF001 - see above
    # The package logs in only while it opens.
    if login.user is None:
        jira._create_token_session(login.token)  # noqa: SLF001 - see above
    else:
        jira._create_http_basic_session(login.user, login.token)  # noqa: SLF001 - see above
    return jira
