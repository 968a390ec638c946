"""Opens the connector for a configured source; each kind is imported only when it is used."""

from typing import Protocol
from zoneinfo import ZoneInfo

from sync.ports import PortError, Tracker


class OpenTracker(Tracker, Protocol):
    """A connector that holds pooled connections until it is closed."""

    def close(self) -> None: ...


class SourceLike(Protocol):
    """What a source's configuration tells (config.values.SourceConfig has this shape)."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def flavor(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def user(self) -> str | None: ...
    @property
    def team(self) -> str | None: ...


class NotSupported(PortError):
    """This version has no connector for such a source."""


def open_tracker(source: SourceLike, token: str, zone: ZoneInfo) -> OpenTracker:
    """Open the connector of a source; raises NotSupported where there is none. Close it after use.

    `zone` is where days are read that the tracker keeps as moments (ClickUp's due dates).
    """
    if source.kind == "clickup":
        from connectors.clickup import ClickUp  # noqa: PLC0415 - start-up time

        return ClickUp(source.name, source.team or "", token, url=source.url, zone=zone)
    if source.flavor == "datacenter":
        raise NotSupported(f"Source {source.name}: Jira Data Center is not supported yet; use flavor: cloud.")
    from connectors.jira import JiraCloud  # noqa: PLC0415 - start-up time

    return JiraCloud(source.name, source.url or "", source.user or "", token)
