"""Who reads a comment: in service projects (Jira Service Management) clients read all but the internal ones."""

from collections.abc import Mapping
from threading import Lock

from connectors.jira.client import JiraSite

SERVICE_PROJECT = "service_desk"
INTERNAL: Mapping[str, object] = {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]}


def shown_to(role: str | None) -> Mapping[str, object]:
    """Return what makes a comment visible to a project role only; told with every edit, as one without it would show
    the comment to everybody."""
    return {} if role is None else {"visibility": {"type": "role", "value": role}}


class Audience:
    """Remembers which projects have clients in them; a project never becomes one of another kind."""

    def __init__(self, site: JiraSite) -> None:
        self._site = site
        self._known: dict[str, bool] = {}
        self._asking = Lock()

    def has_clients(self, ticket_key: str) -> bool:
        """Tell whether clients read the public comments of a ticket. May raise every error of `sync.ports`."""
        project = ticket_key.rpartition("-")[0]
        with self._asking:  # of several threads that want it, one asks
            if project not in self._known:
                what = f"project {project}"
                told = self._site.mapping(self._site.get("project", project, what=what), what)
                self._known[project] = told.get("projectTypeKey") == SERVICE_PROJECT
            return self._known[project]
