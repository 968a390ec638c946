"""The running Jira: its address and credentials, its log and faults, its people and pages."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import ClassVar

from flask import Flask, redirect
from werkzeug.wrappers import Response

from connectors.sandbox.front import Recorder
from connectors.sandbox.jira import (
    comment_routes,
    create_routes,
    datacenter_routes,
    history_routes,
    issue_routes,
    search_routes,
    site_routes,
)
from connectors.sandbox.jira.acting import Acting
from connectors.sandbox.jira.events import CLOUD, DATACENTER, event_json
from connectors.sandbox.jira.model import Account, Happening
from connectors.sandbox.jira.page import issue_page, issue_rows
from connectors.sandbox.jira.site import Site, Switches
from connectors.sandbox.jira.web import dress, here
from connectors.sandbox.pages import render_index, render_ticket
from connectors.sandbox.posting import Hook, Poster
from connectors.sandbox.running import RunningService, knowing

READING_POSTS = re.compile(
    r"/(search|search/jql|search/approximate-count|issue/bulkfetch|changelog/bulkfetch|comment/list)$"
)


class JiraService(RunningService):
    """A Jira Cloud site at `url`, for the API user `user` with the token `token`."""

    user = "bot@acme.example"
    token = "sandbox-api-token"  # noqa: S105 - good for the sandbox only
    described_by = "jira-cloud"  # the official description its traffic is held against
    routes: ClassVar[tuple[ModuleType, ...]] = (
        search_routes,
        history_routes,
        issue_routes,
        create_routes,
        comment_routes,
        site_routes,
    )

    def __init__(self, site: Site, recorder: Recorder, port: int = 0) -> None:
        self.site = site
        site.tokens[self.user] = self.token
        app = knowing(_application(self.routes, site.is_datacenter), site=site, page_tokens={})
        super().__init__(self.described_by, app, recorder, is_write, site.lock, port)
        site.url = self.url
        self.poster = Poster(DATACENTER if site.is_datacenter else CLOUD)
        site.tell = self._tell

    def register_webhook(self, url: str, secret: str, events: tuple[str, ...] = ("*",)) -> Hook:
        """Do what an administrator does on the page of webhooks: post events there from now on."""
        with self.site.lock:
            hook = Hook(self.site.new_id(), url, secret, events)
            self.poster.hooks.append(hook)
        return hook

    def stop(self) -> None:
        """Stop answering and posting."""
        self.poster.stop()
        super().stop()

    def _tell(self, happening: Happening) -> None:
        if self.poster.hooks:
            self.poster.tell(happening.event, self.site.new_id(), event_json(self.site, happening))

    @property
    def switches(self) -> Switches:
        """How this site differs from others."""
        return self.site.switches

    @property
    def people(self) -> Mapping[str, Account]:
        """The accounts by short name."""
        return {one.name: one for one in self.site.accounts}

    def act(self, who: str | Account, at: datetime | None = None) -> Acting:
        """Let somebody do something; `at` dates it, else it happens now."""
        return Acting(self.site, who if isinstance(who, Account) else self.people[who], at)

    def page(self, key: str) -> str:
        """Return an issue's page as one self-contained HTML file."""
        with self.site.lock:
            return render_ticket(issue_page(self.site, self.site.issue(key)))


class DataCenterService(JiraService):
    """A Jira Data Center site at `url`, for the user `user` with the personal access token `token`."""

    user = "bot"
    token = "sandbox-personal-token"  # noqa: S105 - good for the sandbox only
    described_by = "jira-dc"
    routes: ClassVar[tuple[ModuleType, ...]] = (
        datacenter_routes,
        issue_routes,
        create_routes,
        comment_routes,
        site_routes,
    )


@cache
def _application(routes: tuple[ModuleType, ...], is_datacenter: bool) -> Flask:  # noqa: FBT001 - a key of the cache
    app = Flask("stageward-sandbox-jira", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    dress(app)
    for module in routes:
        prefix = str(module.routes.url_prefix)
        app.register_blueprint(module.routes, url_prefix=prefix.replace("/3", "/2") if is_datacenter else prefix)
    app.add_url_rule("/", view_func=_index)
    app.add_url_rule("/browse/<key>", view_func=_browse)
    return app


def _index() -> str:
    return render_index("Jira sandbox", "blue", here().name, issue_rows(here()))


def _browse(key: str) -> str | Response:
    issue = here().issue(key)
    return render_ticket(issue_page(here(), issue)) if issue.key == key else redirect(f"/browse/{issue.key}")


def is_write(method: str, path: str) -> bool:
    """Tell whether a request changes something."""
    return method != "GET" and not (method == "POST" and READING_POSTS.search(path))
