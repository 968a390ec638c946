"""Writing to Jira: labels, the flag and the comment in one request, a field in one of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import cast

from connectors.jira.audience import INTERNAL, Audience, shown_to
from connectors.jira.client import JiraSite
from connectors.jira.fields import CHOICE, LINE, FieldBook
from connectors.jira.flavor import Flavor
from connectors.jira.numbered import holds_all
from connectors.jira.remarks import comments_of
from connectors.jira.values import Raw, moment
from connectors.parts import in_turn
from rules.model import Person
from rules.values import fold
from sync.comment import MARKER
from sync.ports import Edit, Missing, OutcomeUnknown, PortError, Receipt, Refused
from sync.remembered import FLAGGED, IMPEDIMENT

Update = Mapping[str, Sequence[Mapping[str, object]]]

WRONG_PART = frozenset({400, 403, 413, 422})  # one label or the comment is at fault, the rest may be good
NEWEST = 20  # comments among which a new one is looked for
GONE = ("not find", "not found", "not exist")


class Writer:
    """Writes to tickets of one site as `identity`. Every method may raise the errors of `sync.ports`."""

    def __init__(
        self, site: JiraSite, flavor: Flavor, identity: Callable[[], Person], fields: Callable[[], FieldBook]
    ) -> None:
        self._site = site
        self._flavor = flavor
        self._identity = identity
        self._fields = fields
        self._audience = Audience(site)
        self._loud: set[str] = set()  # projects where the bot may not keep Jira's mails back
        self._tried: set[str] = set()
        self._trying = Lock()

    def edit(self, edit: Edit) -> Receipt:
        """Write fields, each in a request of its own, then labels and comment, a new comment in one request with the
        labels; for the team alone where clients read along.

        Where Jira refuses one part, the others are written all the same; then its error is raised.
        """
        fields = (partial(self._set_field, edit, told, text) for told, text in edit.fields.items())
        return in_turn([*fields, partial(self._write_rest, edit)])

    def _set_field(self, edit: Edit, told: str, text: str) -> Receipt:
        """Write a text, or choose an option; Refused for fields of other kinds."""
        use = self._fields().use_of(told)
        if use.kind not in {CHOICE, LINE}:
            why = "it holds neither one line of text nor a single choice; name another field under approval:"
            raise Refused(self._site.source, f"field {told}", 0, why)
        return self._put(edit, {use.id: [{"set": {"value": text} if use.kind == CHOICE else text}]})

    def _write_rest(self, edit: Edit) -> Receipt:
        changes = self._changes(edit)
        if edit.comment is None:
            return self._change(edit, changes)
        content = {"body": self._flavor.markup.written(edit.comment), **shown_to(edit.comment.visible_to)}
        if edit.comment_id is None:
            if not self._audience.has_clients(edit.ticket_key):
                return self._change(edit, {**changes, "comment": [{"add": content}]})
            write = partial(self._add, edit, {**content, **INTERNAL})
        else:
            write = partial(self._rewrite_comment, edit, edit.comment_id, content)
        return in_turn([write, partial(self._change, edit, changes)])

    def _changes(self, edit: Edit) -> Update:
        """Return what changes beside the comment."""
        labels = [*({"add": label} for label in edit.add_labels), *({"remove": label} for label in edit.remove_labels)]
        if edit.flag is None:
            return {"labels": labels}
        verb, told = "add" if edit.flag else "remove", edit.flag_field or FLAGGED
        return {"labels": labels, self._fields().field_id(told): [{verb: {"value": IMPEDIMENT}}]}

    def remove_comment(self, ticket_id: str, ticket_key: str, comment_id: str) -> None:
        """Delete a comment of the bot's own; Missing where it is gone already."""
        self._site.delete("issue", ticket_id, "comment", comment_id, what=f"comment of ticket {ticket_key}")

    def _change(self, edit: Edit, update: Update) -> Receipt:
        """Change an issue in one request; where that is refused, part by part."""
        parts = list(_parts(update))
        if not parts:
            return Receipt()
        try:
            return self._put(edit, {name: changes for name, changes in update.items() if changes})
        except Refused as refused:
            if refused.status not in WRONG_PART or (len(parts) == 1 and "comment" not in update):
                raise
        return in_turn([partial(self._change_one, edit, part) for part in parts])

    def _change_one(self, edit: Edit, part: Update) -> Receipt:
        """Make a single change. A comment goes to its own address: a site may take it there and in no edit."""
        if "comment" not in part:
            return self._put(edit, part)
        return self._add(edit, cast("Mapping[str, object]", part["comment"][0]["add"]))

    def _put(self, edit: Edit, update: Update) -> Receipt:
        comments, what = "comment" in update, f"ticket {edit.ticket_key}"
        send = partial(
            self._site.put,
            *("issue", edit.ticket_id),
            what=what,
            body={"update": update},
            repeatable=not comments,  # repeated, it would comment twice
        )
        returned = {"returnIssue": "true"} if self._flavor.tells_edited else {}
        # A first comment may make Jira write to people; changed labels need not.
        answer = (
            send(params=returned) if comments else self._quietly(edit, lambda quiet: send(params={**returned, **quiet}))
        )
        if not self._flavor.tells_edited:
            return self._looked_for(edit) if comments else Receipt(updated=self.changed_at(edit.ticket_id, what))
        if not isinstance(answer, dict):
            return Receipt()
        with self._site.in_its_form(what):
            fields = answer.get("fields") or {}
            held: Raw = (fields.get("comment") or {}) if comments else {}
            own = self._newest_own(held.get("comments") or (), is_whole=holds_all(held, "comments"))
            return replace(own, updated=moment(fields.get("updated")))

    def _looked_for(self, edit: Edit) -> Receipt:
        """Find the comment just written."""
        what = f"the new comment of ticket {edit.ticket_key}"
        newest = {"orderBy": "-created", "maxResults": str(NEWEST)}
        with self._after_write(what):
            found = self._site.get("issue", edit.ticket_id, "comment", what=what, params=newest)
            return self._newest_own(self._site.rows(self._site.mapping(found, what).get("comments"), what))

    def changed_at(self, ticket_id: str, what: str) -> datetime | None:
        """Return when the write just made changed the ticket, so that a search whose index lags behind is known to
        tell of a time before it."""
        with self._after_write(what):
            raw = self._site.mapping(self._site.get("issue", ticket_id, what=what, params={"fields": "updated"}), what)
            return moment(raw["fields"]["updated"])

    @contextmanager
    def _after_write(self, what: str) -> Iterator[None]:
        """Where a look at what was written fails, the write stands all the same and is to be looked up."""
        try:
            with self._site.in_its_form(what):
                yield
        except PortError as error:
            raise OutcomeUnknown(self._site.source, what, "it was written and could not be found again") from error

    def _newest_own(self, raw: Sequence[Raw], *, is_whole: bool = False) -> Receipt:
        """Return the id of the bot's newest comment with its marker, and when it was written; where all comments are
        told, the id of its oldest one, too."""
        comments = comments_of(raw, self._flavor.markup)
        own = [one for one in comments if MARKER in one.text and one.author.same_as(self._identity()) is True]
        return Receipt(own[-1].id, own[-1].at, own[0].id if is_whole else None) if own else Receipt()

    def _add(self, edit: Edit, content: Mapping[str, object]) -> Receipt:
        """Add a comment by itself. An internal one stays internal when it is edited later."""
        what = f"comment of ticket {edit.ticket_key}"
        answer = self._site.post("issue", edit.ticket_id, "comment", what=what, body=content)
        with self._site.in_its_form(what):
            told = self._site.mapping(answer, what)
            return Receipt(str(told["id"]), moment(told.get("created")))

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
        if project not in self._tried:
            with self._trying:  # of several threads, one finds out
                if project not in self._tried:
                    try:
                        return self._sent(project, send)
                    finally:
                        self._tried.add(project)
        return self._sent(project, send)

    def _sent(self, project: str, send: Callable[[Mapping[str, str]], object | None]) -> object | None:
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
