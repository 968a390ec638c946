"""The `clickup-python` client on our own session, with the calls it lacks.

The package opens a connection per call, waits without end, crashes on a proxy's error page and sends
every token as Bearer. All its calls pass through `_request`, which is replaced here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import orjson
from clickup.client import Client
from requests import PreparedRequest
from requests.auth import AuthBase

from connectors.clickup.values import Raw
from connectors.http import TrackerSession
from sync.ports import BadAnswer, Misshapen

Params = Mapping[str, str]
Place = tuple[str, str]  # of a comment: its date and its id

MARK_OF_A_PERSONAL_TOKEN = "pk_"  # noqa: S105 - how such a token begins, not a token
LONGEST_REASON = 200
WRONG_SHAPE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


@contextmanager
def understood(source: str, what: str) -> Iterator[None]:
    """Turn the error of reading JSON that is not as ClickUp describes it into Misshapen."""
    try:
        yield
    except WRONG_SHAPE as error:
        raise Misshapen(source, what, repr(error)[:LONGEST_REASON]) from error


class TokenAuth(AuthBase):
    """Sends a personal token bare and any other as Bearer, the two forms ClickUp takes."""

    def __init__(self, token: str) -> None:
        self._header = token if token.startswith(MARK_OF_A_PERSONAL_TOKEN) else f"Bearer {token}"

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


class ClickUpClient(Client):  # type: ignore[misc]
    """Raw calls to ClickUp's API, version 2; answers are decoded JSON.

    `url` stands for scheme and host of the public API. Times are milliseconds since the epoch.
    Every call may raise the errors of `sync.ports`.
    """

    def __init__(self, source: str, token: str, session: TrackerSession, url: str | None = None) -> None:
        super().__init__("", "")
        self.source = source
        self.session = session
        session.auth = TokenAuth(token)
        # ClickUp asks for the type even where nothing is sent, as with tags.
        session.headers["Content-Type"] = "application/json"
        if url is not None:
            self._point_to(f"{url.rstrip('/')}/api/")

    def user(self) -> Raw:
        return self._member(self._get(self._url("user")), "user")

    def teams(self) -> list[Raw]:
        """Return the workspaces the token is good for, each with its members."""
        return self._rows(self._get(self._url("team")), "teams")

    def list_(self, list_id: str) -> Raw:
        return self._mapping(self._get(self._url("list", list_id)))

    def lists_of_folder(self, folder_id: str) -> list[Raw]:
        return self._rows(self.get_list(folder_id), "lists")

    def lists_of_space(self, space_id: str) -> list[Raw]:
        """Return the lists inside folders and those beside them."""
        folders = self._rows(self.get_folder(space_id), "folders")
        inside = [raw for folder in folders for raw in self._rows(folder, "lists")]
        return [*inside, *self._rows(self._get(self._url("space", space_id, "list")), "lists")]

    def fields(self, list_id: str) -> list[Raw]:
        return self._rows(self.get_custom_fields(list_id), "fields")

    def task_types(self, team: str) -> list[Raw]:
        return self._rows(self._get(self._url("team", team, "custom_item")), "custom_items")

    def tags(self, space_id: str) -> list[str]:
        answer = self._mapping(self._get(self._url("space", space_id, "tag")))
        with understood(self.source, f"tags of space {space_id}"):
            return [str(tag["name"]) for tag in answer["tags"]]

    def groups(self, team: str) -> list[Raw]:
        """Return the user groups of a workspace with their members."""
        return self._rows(self._get(self._url("group"), params={"team_id": team}), "groups")

    def tasks_of_list(self, list_id: str, params: Params) -> Raw:
        """Return one page of a list, tasks that live elsewhere and are only shown in it included."""
        return self._page(self._url("list", list_id, "task"), {**params, "include_timl": "true"})

    def tasks_of_team(self, team: str, params: Params) -> Raw:
        return self._page(self._url("team", team, "task"), params)

    def task(self, task_id: str, *, subtasks: bool) -> Raw:
        params = {"include_subtasks": "true"} if subtasks else None
        return self._mapping(self._get(self._url("task", task_id), params=params))

    def task_by_custom_id(self, team: str, custom_id: str) -> Raw:
        params = {"custom_task_ids": "true", "team_id": team}
        return self._mapping(self._get(self._url("task", custom_id), params=params))

    def comments(self, task_id: str, before: Place | None = None) -> list[Raw]:
        """Return up to 25 comments, the newest first, from just before a place on."""
        params = {"start": before[0], "start_id": before[1]} if before else None
        return self._rows(self._get(self._url("task", task_id, "comment"), params=params), "comments")

    def replies(self, comment_id: str) -> list[Raw]:
        return self._rows(self._get(self._url("comment", comment_id, "reply")), "comments")

    def create_task_in(self, list_id: str, body: Raw) -> Raw:
        """Create a task; never repeated, since a second one would be seen."""
        return self._mapping(self._post(self._url("list", list_id, "task"), body=body, repeatable=False))

    def add_comment(self, task_id: str, body: Raw) -> Raw:
        """Add a comment; never repeated, since a second one would be seen."""
        url = self._url("task", task_id, "comment")
        return self._mapping(self._post(url, body=body, repeatable=False))

    def change_comment(self, comment_id: str, body: Raw) -> None:
        self._put(self._url("comment", comment_id), body=body)

    def remove_comment(self, comment_id: str) -> None:
        self._delete(self._url("comment", comment_id))

    def add_tag(self, task_id: str, name: str) -> None:
        self._post(self._url("task", task_id, "tag", name), repeatable=True)

    def remove_tag(self, task_id: str, name: str) -> None:
        self._delete(self._url("task", task_id, "tag", name))

    def set_field(self, task_id: str, field_id: str, value: object) -> None:
        self._post(self._url("task", task_id, "field", field_id), body={"value": value}, repeatable=True)

    def set_status(self, task_id: str, status: str) -> Raw:
        return self._mapping(self.update_task(quote(task_id, safe=""), status))

    def _point_to(self, base: str) -> None:
        for name, value in vars(Client).items():
            if isinstance(value, str) and value.startswith(Client.BASE_URL):
                setattr(self, name, base + value.removeprefix(Client.BASE_URL))
        self.AUTH_URL = base

    def _url(self, *parts: str) -> str:
        return f"{self.BASE_URL}{self.VERSION}/" + "/".join(quote(part, safe="") for part in parts)

    def _page(self, url: str, params: Params) -> Raw:
        answer = self._mapping(self._get(url, params=params))
        self._rows(answer, "tasks")
        return answer

    def _request(  # noqa: PLR0913 - the package's signature and what our session needs to know
        self,
        method: str,
        url: str,
        headers: None = None,  # noqa: ARG002 - none of the package's calls sets any
        *,
        params: Params | None = None,
        body: object | None = None,
        data: str | None = None,
        repeatable: bool | None = None,
    ) -> object | None:
        return self.session.ask(
            method,
            url,
            what=self._what(url),
            params=params,
            body=body if data is None else orjson.loads(data),
            repeatable=repeatable,
        )

    def _what(self, url: str) -> str:
        return urlsplit(url).path.partition(f"/{self.VERSION}/")[2]

    def _mapping(self, answer: object) -> Raw:
        if isinstance(answer, dict):
            return answer
        raise BadAnswer(self.source, "an answer that should be an object", type(answer).__name__)

    def _member(self, answer: object, key: str) -> Raw:
        return self._mapping(self._mapping(answer).get(key))

    def _rows(self, answer: object, key: str) -> list[Raw]:
        """Return the things an answer lists under a key; each has an id."""
        rows = self._mapping(answer).get(key)
        if isinstance(rows, list) and all(isinstance(row, dict) and "id" in row for row in rows):
            return rows
        raise BadAnswer(self.source, f"an answer that should list {key}", type(rows).__name__)
