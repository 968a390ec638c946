"""Writing to Jira: labels and the comment in one request, and moves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from connectors.jira.client import JiraSite
from connectors.jira.flavor import Flavor
from connectors.jira.remarks import comment_of
from connectors.jira.values import Raw, moment
from rules.model import Person
from rules.values import fold
from sync.comment import MARKER
from sync.ports import Edit, Missing, Receipt, Refused

Update = Mapping[str, Sequence[Mapping[str, object]]]

WRONG_PART = frozenset({400, 413})  # one label or the comment is at fault, the rest may be good
NO_WAY = 400  # what Jira itself answers where a move is not possible
GONE = ("not find", "not found", "not exist")


class Writer:
    """Writes to tickets of one site as `identity`. Every method may raise the errors of `sync.ports`."""

    def __init__(self, site: JiraSite, flavor: Flavor, identity: Callable[[], Person]) -> None:
        self._site = site
        self._flavor = flavor
        self._identity = identity
        self._loud: set[str] = set()  # projects where the bot may not keep Jira's mails back

    def edit(self, edit: Edit) -> Receipt:
        """Write labels and comment, a new comment in one request with the labels.

        Where Jira refuses one part, the others are written all the same and then Refused is raised.
        """
        labels = [*({"add": label} for label in edit.add_labels), *({"remove": label} for label in edit.remove_labels)]
        if edit.comment is None:
            return self._change(edit, {"labels": labels})
        content = {"body": self._flavor.markup.written(edit.comment)}
        if edit.comment_id is None:
            return self._change(edit, {"labels": labels, "comment": [{"add": content}]})
        rewrite = partial(self._rewrite_comment, edit, edit.comment_id, content)
        return _in_turn([rewrite, partial(self._change, edit, {"labels": labels})])

    def move(self, ticket_id: str, ticket_key: str, to_status: str) -> Receipt:
        """Move a ticket by a transition that leads to the status; one without a screen is preferred."""
        what = f"move of ticket {ticket_key} to {to_status}"
        found = self._site.mapping(self._site.get("issue", ticket_id, "transitions", what=what), what)
        with self._site.in_its_form(what):
            ways = [(way["to"]["name"], bool(way.get("hasScreen")), str(way["id"])) for way in found["transitions"]]
        fitting = [way for way in ways if fold(way[0]) == fold(to_status)]
        if not fitting:
            raise Refused(self._site.source, what, NO_WAY, _where_it_can_go([name for name, _, _ in ways]))
        *_, transition = min(fitting, key=lambda way: way[1])
        self._site.post("issue", ticket_id, "transitions", what=what, body={"transition": {"id": transition}})
        return Receipt()

    def _change(self, edit: Edit, update: Update) -> Receipt:
        """Change an issue in one request; where that is refused, part by part."""
        parts = list(_parts(update))
        if not parts:
            return Receipt()
        try:
            return self._put(edit, {name: changes for name, changes in update.items() if changes})
        except Refused as refused:
            if refused.status not in WRONG_PART or len(parts) == 1:
                raise
        return _in_turn([partial(self._put, edit, part) for part in parts])

    def _put(self, edit: Edit, update: Update) -> Receipt:
        comments = "comment" in update
        send = partial(
            self._site.put,
            *("issue", edit.ticket_id),
            what=f"ticket {edit.ticket_key}",
            body={"update": update},
            repeatable=not comments,  # repeated, it would comment twice
        )
        told = {"returnIssue": "true"} if self._flavor.tells_edited else {}
        # A first comment may make Jira write to people; changed labels need not.
        answer = send(params=told) if comments else self._quietly(edit, lambda quiet: send(params={**told, **quiet}))
        if not isinstance(answer, dict):
            return Receipt()
        with self._site.in_its_form(f"ticket {edit.ticket_key}"):
            return self._receipt(answer.get("fields") or {}, comments=comments)

    def _receipt(self, fields: Raw, *, comments: bool) -> Receipt:
        told = (fields.get("comment") or {}).get("comments") or () if comments else ()
        comments_told = (comment_of(one, self._flavor.markup) for one in told)
        own = [comment.id for comment in comments_told if MARKER in comment.text and self._is_own(comment.author)]
        return Receipt(own[-1] if own else None, moment(fields.get("updated")))

    def _is_own(self, author: Person) -> bool:
        return author.same_as(self._identity()) is True

    def _rewrite_comment(self, edit: Edit, comment_id: str, content: Mapping[str, object]) -> Receipt:
        what = f"comment of ticket {edit.ticket_key}"
        path = ("issue", edit.ticket_id, "comment", comment_id)
        send = partial(self._site.put, *path, what=what, body=content, repeatable=True)
        try:
            if self._flavor.quiet_comments:
                self._quietly(edit, lambda quiet: send(params=quiet))
            else:
                send(params={})
        except Refused as refused:
            if refused.status == 400 and any(words in fold(refused.answer) for words in GONE):
                raise Missing(self._site.source, what) from refused
            raise
        return Receipt(comment_id)

    def _quietly(self, edit: Edit, send: Callable[[Mapping[str, str]], object | None]) -> object | None:
        """Send without Jira's mails; where the bot may not keep them back in a project, send with them."""
        project = edit.ticket_key.rpartition("-")[0]
        if project not in self._loud:
            try:
                return send({"notifyUsers": "false"})
            except Refused as refused:
                if refused.status != 403:
                    raise
        answer = send({})
        self._loud.add(project)
        return answer


def _parts(update: Update) -> Iterator[Update]:
    """Yield every single change of an update as an update of its own."""
    for name, changes in update.items():
        for change in changes:
            yield {name: [change]}


def _in_turn(steps: Sequence[Callable[[], Receipt]]) -> Receipt:
    """Do all steps, then raise the first Refused there was; any other error ends them at once."""
    receipt = Receipt()
    first: Refused | None = None
    for step in steps:
        try:
            done = step()
        except Refused as refused:
            first = first or refused
        else:
            receipt = Receipt(done.comment_id or receipt.comment_id, done.updated or receipt.updated)
    if first:
        raise first
    return receipt


def _where_it_can_go(names: Sequence[str]) -> str:
    if not names:
        return "no move is open to the bot here; it may lack the permission to move tickets"
    return f"no move leads there from its present status; it can go to: {', '.join(dict.fromkeys(names))}"
