"""Opens the connector for a configured source; each kind is imported only when it is used."""

from typing import Protocol

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


def open_tracker(source: SourceLike, token: str) -> OpenTracker:
    """Open the connector of a source; raises NotSupported where there is none. Close it after use."""
    if source.kind == "clickup":
        from connectors.clickup import ClickUp  # noqa: PLC0415 - start-up time

        return ClickUp(source.name, source.team or "", token, url=source.url)
    if source.flavor == "datacenter":
        raise NotSupported(f"Source {source.name}: Jira Data Center is not supported yet; use flavor: cloud.")
    from connectors.jira import JiraCloud  # noqa: PLC0415 - start-up time

    return JiraCloud(source.name, source.url or "", source.user or "", token)
