"""Writes to one task: the sticky comment, tags, fields, the status."""

from collections.abc import Callable, Iterator
from functools import partial

from connectors.clickup import richtext
from connectors.clickup.client import ClickUpClient, understood
from connectors.clickup.fields import NotSeen, find, written
from connectors.clickup.names import Names
from connectors.clickup.shape import spelled_as_in, tags
from connectors.clickup.values import Raw, moment
from connectors.parts import in_turn
from rules.values import fold
from sync.comment import StickyComment
from sync.ports import Edit, Missing, Receipt, Refused


class Writer:
    """Writes only what does not stand there yet; every method may raise the errors of `sync.ports`."""

    def __init__(self, client: ClickUpClient, names: Names) -> None:
        self._client = client
        self._names = names

    def edit(self, edit: Edit) -> Receipt:
        """Write fields, then the comment, then the tags: a label should never stand there unexplained.

        Where ClickUp refuses one part, the others are written all the same; then its error is raised.
        """
        return in_turn(self._parts(edit))

    def _parts(self, edit: Edit) -> Iterator[Callable[[], Receipt]]:
        yield from (partial(self._set_field, edit.ticket_id, told, text) for told, text in edit.fields.items())
        if edit.comment:
            yield partial(self._put_comment, edit.ticket_id, edit.comment, edit.comment_id)
        if edit.add_labels or edit.remove_labels:
            yield from self._tag_writes(edit)

    def move(self, task_id: str, to_status: str) -> Receipt:
        """Set the status, spelled as the task's own list does; Refused where the list has none such."""
        task = self._client.task(task_id, subtasks=False)
        with understood(self._client.source, f"task {task_id}"):
            list_id, status = str(task["list"]["id"]), str(task["status"]["status"])
        if fold(status) != fold(to_status):
            task = self._client.set_status(task_id, self._spelling(list_id, to_status))
        with understood(self._client.source, f"task {task_id}"):
            return Receipt(updated=moment(task.get("date_updated")))

    def _spelling(self, list_id: str, wanted: str) -> str:
        statuses = self._names.statuses(list_id)
        spelled = spelled_as_in(statuses, wanted)
        if statuses and spelled not in statuses:
            known = ", ".join(statuses)
            raise Refused(self._client.source, f"status {wanted}", 0, f"the list has no such status; it has: {known}")
        return spelled

    def _set_field(self, task_id: str, told: str, text: str) -> Receipt:
        """Write a text, or choose an option, where the task's own list has such a field; else Refused."""
        what = f"field {told}"
        task = self._client.task(task_id, subtasks=False)
        with understood(self._client.source, f"task {task_id}"):
            fields = self._names.fields(str(task["list"]["id"]))
            try:
                field = find(told, fields, self._client.source)
                self._client.set_field(task_id, str(field["id"]), written(field, text))
            except NotSeen as reason:
                raise Refused(self._client.source, what, 0, str(reason)) from reason
        return Receipt()

    def _put_comment(self, task_id: str, comment: StickyComment, comment_id: str | None) -> Receipt:
        rendered = richtext.render(comment)
        body: Raw = {"comment": rendered, "comment_text": richtext.plain(rendered)}
        if comment_id is not None:
            self._client.change_comment(comment_id, body)
            return Receipt(comment_id)
        added = self._client.add_comment(task_id, {**body, "notify_all": False})
        with understood(self._client.source, f"the new comment of task {task_id}"):
            return Receipt(str(added["id"]))

    def _tag_writes(self, edit: Edit) -> Iterator[Callable[[], Receipt]]:
        """Yield a write for each tag that does not stand there yet, or still does."""
        task = self._client.task(edit.ticket_id, subtasks=False)
        with understood(self._client.source, f"task {edit.ticket_id}"):
            standing = {fold(tag): tag for tag in tags(task)}
        for name in edit.add_labels:
            if fold(name) not in standing:
                yield partial(self._add_tag, edit.ticket_id, name)
        for name in edit.remove_labels:
            if fold(name) in standing:
                yield partial(self._remove_tag, edit.ticket_id, standing[fold(name)])

    def _add_tag(self, task_id: str, name: str) -> Receipt:
        try:
            self._client.add_tag(task_id, name)
        except Missing as missing:
            # The task was read a moment ago; what is missing is the tag, in workspaces that want it made beforehand.
            why = "its space does not have this tag; add it to the space's tags"
            raise Refused(self._client.source, f"tag {name}", 404, why) from missing
        return Receipt()

    def _remove_tag(self, task_id: str, name: str) -> Receipt:
        self._client.remove_tag(task_id, name)
        return Receipt()
