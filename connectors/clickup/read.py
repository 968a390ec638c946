"""Reads the tickets of a scope, page by page, and one ticket afresh."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from connectors.clickup import remarks, shape
from connectors.clickup.client import WRONG_SHAPE, ClickUpClient, Params, Place, understood
from connectors.clickup.names import Names, not_in_clickup
from connectors.clickup.values import Raw, moment, ms_of
from connectors.pages import Page, walk
from connectors.shaped import checked
from rules.model import Comment, Ticket
from sync.engagement import Scope, ScopeKind
from sync.listing import Found, Listed, Whereabouts
from sync.ports import Misshapen, Missing, Needs, Unreadable

OVERLAP = timedelta(minutes=5)  # ClickUp asks for strictly later, and its clock need not be ours
COMMENTS_PER_PAGE = 25
NEVER = datetime.min.replace(tzinfo=UTC)
# Newest first: a task touched while we page moves to the front, so that nothing slips over a page border unseen.
EVERY_TASK = {"include_closed": "true", "subtasks": "true", "order_by": "updated"}
TEAM_FILTERS = {ScopeKind.FOLDER: "project_ids[]", ScopeKind.SPACE: "space_ids[]"}


class Reader:
    """Reads tasks as tickets. `zone` decides the day of a due date."""

    def __init__(self, client: ClickUpClient, team: str, names: Names, zone: ZoneInfo) -> None:
        self._client = client
        self._team = team
        self._names = names
        self._zone = zone

    def changed(
        self, scope: Scope, needs: Needs, since: datetime | None, known: Mapping[str, datetime]
    ) -> Iterator[list[Ticket | Unreadable]]:
        """Yield tickets changed at or after `since`, and some from just before it, each once and only where it is
        not `known` at the change time it has."""
        for rows in self._pages(scope, since):
            with understood(self._client.source, f"tasks of {scope.kind} {scope.value}"):
                news = [raw for raw in rows if known.get(str(raw["id"]), NEVER) != _changed_at(raw)]
            if tickets := list(self._still_there(news, needs)):
                yield tickets

    def listed(self, scope: Scope) -> Iterator[list[Listed]]:
        """Yield every task of a scope with its change time, and its tags, which may not move that."""
        for rows in self._pages(scope, None):
            with understood(self._client.source, f"tasks of {scope.kind} {scope.value}"):
                yield [Listed(str(raw["id"]), shape.key(raw), _changed_at(raw), shape.tags(raw)) for raw in rows]

    def find(self, scope: Scope, task_id: str) -> Found:
        """Tell where a task is by what it says of its own place."""
        try:
            raw = self._client.task(task_id, subtasks=False)
        except Missing:
            return Found(Whereabouts.GONE)
        with understood(self._client.source, f"task {task_id}"):
            is_here = not raw.get("archived") and scope.value in _places(raw, scope)
            return Found(Whereabouts.HERE if is_here else Whereabouts.ELSEWHERE, shape.key(raw))

    def comments(self, task_id: str) -> tuple[Comment, ...]:
        """Return all comments of a task and the replies to them, the oldest first; Missing where it is gone."""
        with understood(self._client.source, f"comments of task {task_id}"):
            told = [remarks.comment(each) for each in self._with_replies(self.raw_comments(task_id))]
        return tuple(sorted(told, key=lambda comment: (comment.at, comment.id)))

    def ticket(self, task_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh; Missing where it is gone."""
        raw = self._client.task(task_id, subtasks=needs.children)
        return self._shaped(raw, self._comments_if(needs, task_id), needs)

    def raw_comments(self, task_id: str) -> Iterator[Raw]:
        """Yield the raw comments of a task, the newest first, without the replies to them."""

        def fetch(before: Place | None) -> Page[Raw, Place]:
            rows = self._client.comments(task_id, before)
            with understood(self._client.source, what):
                full = len(rows) == COMMENTS_PER_PAGE
                return Page(rows, (str(rows[-1]["date"]), str(rows[-1]["id"])) if full else None)

        what = f"comments of task {task_id}"
        return chain.from_iterable(_each_once(walk(fetch, service=self._client.source, what=what)))

    def _pages(self, scope: Scope, since: datetime | None) -> Iterator[list[Raw]]:
        """Yield each task once; ends at an empty page or where ClickUp says so, never at a merely short page."""
        window = {} if since is None else {"date_updated_gt": str(ms_of(since - OVERLAP))}

        def fetch(place: int | None) -> Page[Raw, int]:
            page = place or 0
            answer = self._page(scope, {**EVERY_TASK, **window, "page": str(page)})
            rows: list[Raw] = answer["tasks"]
            return Page(rows, page + 1 if rows and answer.get("last_page") is not True else None)

        return _each_once(walk(fetch, service=self._client.source, what=f"tasks of {scope.kind} {scope.value}"))

    def _page(self, scope: Scope, params: Params) -> Raw:
        if scope.kind is ScopeKind.LIST:
            return self._client.tasks_of_list(scope.value, params)
        if scope.kind in TEAM_FILTERS:
            return self._client.tasks_of_team(self._team, {**params, TEAM_FILTERS[scope.kind]: scope.value})
        raise not_in_clickup(self._client.source, scope)

    def _still_there(self, rows: list[Raw], needs: Needs) -> Iterator[Ticket | Unreadable]:
        for raw in rows:
            try:
                whole, comments = self._in_full(raw, needs), self._comments_if(needs, str(raw["id"]))
            except Missing:
                # Deleted since the page was read; the next full scan finds it gone.
                continue
            try:
                yield self._shaped(whole, comments, needs)
            except Misshapen as error:
                yield Unreadable(shape.key(raw), error.answer)

    def _in_full(self, raw: Raw, needs: Needs) -> Raw:
        """Pages of tasks leave out files and sub-tasks; one more call tells them."""
        if needs.children or (needs.attachments and "attachments" not in raw):
            return self._client.task(str(raw["id"]), subtasks=needs.children)
        return raw

    def _shaped(self, raw: Raw, comments: tuple[Comment, ...], needs: Needs) -> Ticket:
        with understood(self._client.source, f"task {raw.get('id')}"):
            return checked(shape.ticket(raw, self._around(raw, needs), comments))

    def _around(self, raw: Raw, needs: Needs) -> shape.Surroundings:
        home = str(raw["list"]["id"])
        return shape.Surroundings(
            source=self._client.source,
            zone=self._zone,
            statuses=self._names.statuses(home),
            types=self._types_for(raw),
            wanted=needs.fields,
            fields=self._names.fields(home) if needs.fields else (),
        )

    def _types_for(self, raw: Raw) -> Mapping[int, str]:
        """Most tasks are of the two types every team has; the team's own are asked for when one is met."""
        met = {each.get("custom_item_id") or 0 for each in (raw, *(raw.get("subtasks") or ()))}
        return shape.TYPES_OF_EVERY_TEAM if met <= shape.TYPES_OF_EVERY_TEAM.keys() else self._names.types()

    def _comments_if(self, needs: Needs, task_id: str) -> tuple[Comment, ...]:
        return self.comments(task_id) if needs.comments else ()

    def _with_replies(self, rows: Iterable[Raw]) -> Iterator[Raw]:
        """People answer the sticky comment right below it, so that commands stand in replies, too."""
        for raw in rows:
            yield raw
            if int(raw.get("reply_count") or 0):
                yield from self._client.replies(str(raw["id"]))


def _changed_at(raw: Raw) -> datetime | None:
    """Return when a task changed; None where that is told in no form we know, which shaping it then reports."""
    try:
        return moment(raw.get("date_updated"))
    except WRONG_SHAPE:
        return None


def _places(raw: Raw, scope: Scope) -> set[str]:
    """Return the ids of the lists, or of the folder or space, that a task is in. A second list counts only where
    the scope is a list: only then ClickUp tells tasks that live elsewhere."""
    if scope.kind is ScopeKind.LIST:
        return {str(each["id"]) for each in (raw["list"], *(raw.get("locations") or ()))}
    return {str(raw[scope.kind.value]["id"])}


def _each_once(pages: Iterable[list[Raw]]) -> Iterator[list[Raw]]:
    """Rows that move while we page come again on a later page."""
    seen: set[str] = set()
    for rows in pages:
        fresh = [raw for raw in rows if str(raw["id"]) not in seen]
        seen.update(str(raw["id"]) for raw in fresh)
        if fresh:
            yield fresh
