"""Opens what tells a doctor of a configured source; each kind is imported only when it is used."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import Protocol

from connectors.http import TrackerSession
from connectors.opening import SourceLike
from sync.examination import Examiner
from sync.ports import PortError


class OpenExaminer(Examiner, Protocol):
    """An examiner that holds connections until it is closed."""

    def close(self) -> None: ...


def examiners_of(
    sources: Iterable[SourceLike], token: Callable[[str], str], now: Callable[[], datetime], closing: ExitStack
) -> "dict[str, Examiner | PortError]":
    """Open what tells a doctor of some sources, by name; an error stands for one it keeps shut. `closing` closes them."""
    return {source.name: _opened(source, token, now, closing) for source in sources}


def _opened(
    source: SourceLike, token: Callable[[str], str], now: Callable[[], datetime], closing: ExitStack
) -> "Examiner | PortError":
    try:
        examiner = open_examiner(source, token(source.name), now)
    except PortError as error:
        return error
    closing.callback(examiner.close)
    return examiner


def open_examiner(
    source: SourceLike, token: str, now: Callable[[], datetime], session: TrackerSession | None = None
) -> OpenExaminer:
    """Open what tells a doctor of a source. Close it after use.

    `now` is our clock, in UTC, to compare the tracker's with.
    """
    session = session or TrackerSession(source.name)
    if source.kind == "clickup":
        from connectors.clickup.client import ClickUpClient  # noqa: PLC0415 - start-up time
        from connectors.clickup.examine import ClickUpExaminer  # noqa: PLC0415 - start-up time

        return ClickUpExaminer(ClickUpClient(source.name, token, session, source.url), source.team or "", now)
    from connectors.jira.client import JiraSite, Login  # noqa: PLC0415 - start-up time
    from connectors.jira.examine import DataCenterExaminer, JiraExaminer  # noqa: PLC0415 - start-up time

    if source.flavor == "datacenter":
        return DataCenterExaminer(JiraSite(source.name, source.url or "", "2", Login(token), session), now)
    return JiraExaminer(JiraSite(source.name, source.url or "", "3", Login(token, source.user), session), now)
