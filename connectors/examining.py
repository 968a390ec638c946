"""Opens what tells a doctor of a configured source; each kind is imported only when it is used."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from connectors.http import TrackerSession
from connectors.opening import SourceLike
from sync.examination import Examiner


class OpenExaminer(Examiner, Protocol):
    """An examiner that holds connections until it is closed."""

    def close(self) -> None: ...


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
