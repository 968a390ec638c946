"""The sandbox: Jira, ClickUp and a mailbox of its own on loopback, over real HTTP and SMTP."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.sandbox.clickup.service import ClickUpService
from connectors.sandbox.clickup.studio import studio_workspace
from connectors.sandbox.clock import Ticker, real_now
from connectors.sandbox.front import Recorder
from connectors.sandbox.jira.acme import acme_datacenter, acme_site
from connectors.sandbox.jira.service import DataCenterService, JiraService
from connectors.sandbox.mailbox import Mailbox


class Sandbox:
    """The trackers and the mailbox, running while the `with` block lasts (or from `start` to `stop`).

    `traffic` names a JSONL file that gets one line per request of an API client; `ports` may fix the ports of
    "jira", "datacenter", "clickup" and "mailbox", each else a free one; `now` is the clock people and services live by.
    """

    def __init__(
        self,
        traffic: Path | None = None,
        ports: Mapping[str, int] | None = None,
        now: Callable[[], datetime] = real_now,
    ) -> None:
        ports, recorder, self.clock = ports or {}, Recorder.into(traffic), Ticker(now)
        self._ports, self._recorder, self._runs = ports, recorder, False
        self.jira = JiraService(acme_site(self.clock), recorder, ports.get("jira", 0))
        self.clickup = ClickUpService(studio_workspace(self.clock), recorder, ports.get("clickup", 0))
        self.mailbox = Mailbox(ports.get("mailbox", 0))

    @cached_property
    def datacenter(self) -> DataCenterService:
        """A Jira Data Center site beside the others; it is there from when it is first asked for."""
        site = acme_datacenter(self.clock)
        service = DataCenterService(site, self._recorder, self._ports.get("datacenter", 0))
        if self._runs:
            service.start()
        return service

    def start(self) -> Self:
        """Begin to answer on all ports."""
        self._runs = True
        if "datacenter" in vars(self):
            self.datacenter.start()
        self.jira.start()
        self.clickup.start()
        self.mailbox.start()
        return self

    def stop(self) -> None:
        """Stop all; returns when their threads have ended."""
        if "datacenter" in vars(self):
            self.datacenter.stop()
        self.jira.stop()
        self.clickup.stop()
        self.mailbox.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
