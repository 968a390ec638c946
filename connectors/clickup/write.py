"""Writes to one task: the sticky comment, tags, the status."""

from connectors.clickup import richtext
from connectors.clickup.client import ClickUpClient, understood
from connectors.clickup.names import Names
from connectors.clickup.shape import spelled_as_in, tags
from connectors.clickup.values import Raw, moment
from rules.values import fold
from sync.comment import StickyComment
from sync.ports import Edit, Receipt, Refused


class Writer:
    """Writes only what does not stand there yet; every method may raise the errors of `sync.ports`."""

    def __init__(self, client: ClickUpClient, names: Names) -> None:
        self._client = client
        self._names = names

    def edit(self, edit: Edit) -> Receipt:
        """Write the comment, then the tags: a label should never stand there unexplained."""
        comment_id = edit.comment_id
        if edit.comment:
            comment_id = self._put_comment(edit.ticket_id, edit.comment, edit.comment_id)
        if edit.add_labels or edit.remove_labels:
            self._put_tags(edit)
        return Receipt(comment_id=comment_id)

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

    def _put_comment(self, task_id: str, comment: StickyComment, comment_id: str | None) -> str:
        rendered = richtext.render(comment)
        body: Raw = {"comment": rendered, "comment_text": richtext.plain(rendered)}
        if comment_id is not None:
            self._client.change_comment(comment_id, body)
            return comment_id
        added = self._client.add_comment(task_id, {**body, "notify_all": False})
        with understood(self._client.source, f"the new comment of task {task_id}"):
            return str(added["id"])

    def _put_tags(self, edit: Edit) -> None:
        task = self._client.task(edit.ticket_id, subtasks=False)
        with understood(self._client.source, f"task {edit.ticket_id}"):
            standing = {fold(tag): tag for tag in tags(task)}
        for name in edit.add_labels:
            if fold(name) not in standing:
                self._client.add_tag(edit.ticket_id, name)
        for name in edit.remove_labels:
            if fold(name) in standing:
                self._client.remove_tag(edit.ticket_id, standing[fold(name)])
