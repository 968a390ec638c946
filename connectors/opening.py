"""Opens the connector for a configured source; each kind is imported only when it is used."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import Protocol
from zoneinfo import ZoneInfo

from connectors.http import TrackerSession
from sync.engagement import Engagement
from sync.ports import Tracker, Words


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


def open_trackers(
    sources: Iterable[SourceLike], engagements: Iterable[Engagement], token: Callable[[str], str], closing: ExitStack
) -> dict[str, Tracker]:
    """Open the connectors of those sources that some engagements are at, by name; `closing` closes them."""
    zones = {engagement.source: engagement.client.zone for engagement in engagements}
    opened: dict[str, Tracker] = {}
    for source in sources:
        if source.name in zones:
            tracker = open_tracker(source, token(source.name), zones[source.name])
            closing.callback(tracker.close)
            opened[source.name] = tracker
    return opened


def words_of(
    sources: Iterable[SourceLike], engagements: Sequence[Engagement], token: Callable[[str], str]
) -> list[Words]:
    """Ask the trackers of some engagements for how they call things, each in turn."""
    with ExitStack() as closing:
        trackers = open_trackers(sources, engagements, token, closing)
        return [trackers[one.source].words(one.scope) for one in engagements]


def open_tracker(
    source: SourceLike, token: str, zone: ZoneInfo, wait: Callable[[float], None] | None = None
) -> OpenTracker:
    """Open the connector of a source. Close it after use.

    `zone` is where days are read that the tracker keeps as moments (ClickUp's due dates); `wait` sleeps for so many
    seconds, where something else than time itself may end a wait.
    """
    session = TrackerSession(source.name, wait=wait) if wait is not None else None
    if source.kind == "clickup":
        from connectors.clickup import ClickUp  # noqa: PLC0415 - start-up time

        return ClickUp(source.name, source.team or "", token, url=source.url, zone=zone, session=session)
    if source.flavor == "datacenter":
        from connectors.jira import JiraDataCenter  # noqa: PLC0415 - start-up time

        return JiraDataCenter(source.name, source.url or "", token, session=session)
    from connectors.jira import JiraCloud  # noqa: PLC0415 - start-up time

    return JiraCloud(source.name, source.url or "", source.user or "", token, session=session)
