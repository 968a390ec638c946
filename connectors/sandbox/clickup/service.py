"""The running ClickUp: its address and token, its log and faults, its people and pages."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from flask import Flask

from connectors.sandbox.clickup import comment_routes, place_routes, task_routes, webhook_routes
from connectors.sandbox.clickup.acting import Acting
from connectors.sandbox.clickup.events import CLICKUP, event_json, places_of
from connectors.sandbox.clickup.model import Happening, Member
from connectors.sandbox.clickup.page import task_page, task_rows
from connectors.sandbox.clickup.web import dress, here
from connectors.sandbox.clickup.workspace import Switches, Workspace
from connectors.sandbox.front import Recorder
from connectors.sandbox.pages import render_index, render_ticket
from connectors.sandbox.posting import Poster
from connectors.sandbox.running import RunningService, knowing


class ClickUpService(RunningService):
    """A ClickUp at `url` (which stands in for the public API's address), for the personal token `token`."""

    token = "pk_301_SANDBOXTOKEN"  # noqa: S105 - good for the sandbox only

    def __init__(self, workspace: Workspace, recorder: Recorder, port: int = 0) -> None:
        self.workspace = workspace
        self.poster = Poster(CLICKUP)
        workspace.tell = self._tell
        workspace.tokens[self.token] = workspace.member("bot").id
        app = knowing(_application(), workspace=workspace, poster=self.poster, requests_by_window={})
        super().__init__("clickup", app, recorder, is_write, workspace.lock, port)
        workspace.url = self.url

    @property
    def team(self) -> str:
        """The workspace's id, which the API calls team."""
        return self.workspace.id

    @property
    def switches(self) -> Switches:
        """How this workspace differs from others."""
        return self.workspace.switches

    @property
    def people(self) -> Mapping[str, Member]:
        """The members by short name."""
        return {one.name: one for one in self.workspace.members}

    def act(self, who: str | Member, at: datetime | None = None) -> Acting:
        """Let somebody do something; `at` dates it, else it happens now."""
        return Acting(self.workspace, who if isinstance(who, Member) else self.people[who], at)

    def page(self, task_id: str) -> str:
        """Return a task's page as one self-contained HTML file."""
        with self.workspace.lock:
            return render_ticket(task_page(self.workspace, self.workspace.task(task_id)))

    def stop(self) -> None:
        """Stop answering and posting."""
        self.poster.stop()
        super().stop()

    def _tell(self, happening: Happening) -> None:
        if self.poster.hooks:
            told = event_json(self.workspace, happening)
            self.poster.tell(happening.event, "", told, places_of(self.workspace, happening.task))


@cache
def _application() -> Flask:
    app = Flask("stageward-sandbox-clickup", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    dress(app)
    for module in (task_routes, comment_routes, place_routes, webhook_routes):
        app.register_blueprint(module.routes)
    app.add_url_rule("/", view_func=_index)
    app.add_url_rule("/t/<task_id>", view_func=_page)
    return app


def _index() -> str:
    return render_index("ClickUp sandbox", "violet", here().name, task_rows(here()))


def _page(task_id: str) -> str:
    return render_ticket(task_page(here(), here().task(task_id)))


def is_write(method: str, _path: str) -> bool:
    """Tell whether a request changes something."""
    return method != "GET"
