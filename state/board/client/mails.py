"""Mails a client got: which, and what stood in them, from the very bytes that were sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default

from state.rows import Readable
from sync.notices import FOR_THE_TEAM

MOST = 50
SENT = """
    select id, subject, sent, {what} from outbox where state = 'sent' and sent is not null
    and kind not in ({kinds}) and engagement in ({engagements})"""

MESSAGE = "(select message from outbox_messages where notice = outbox.id)"


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail; its bodies are empty in a list. `html` is a whole document."""

    id: str
    subject: str
    sent: datetime
    text: str = ""
    html: str = ""


def mails_to(db: Readable, engagements: Sequence[str]) -> tuple[SentMail, ...]:
    """Return the mails that were sent for some engagements, the newest first, at most MOST."""
    query = f"{_query('null', engagements)} order by sent desc, rowid desc limit {MOST}"
    return tuple(_mail(*row) for row in db.execute(query, [*FOR_THE_TEAM, *engagements]))


def mail_to(db: Readable, engagements: Sequence[str], notice: str) -> SentMail | None:
    """Return one of them with what stood in it; None where it is none of theirs."""
    query = f"{_query(MESSAGE, engagements)} and id = ?"
    row = db.execute(query, [*FOR_THE_TEAM, *engagements, notice]).fetchone()
    return _mail(*row) if row else None


def _query(what: str, engagements: Sequence[str]) -> str:
    return SENT.format(what=what, kinds=_marks(FOR_THE_TEAM), engagements=_marks(engagements))


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def _mail(notice: str, subject: str, sent: str, message: bytes | None) -> SentMail:
    at = datetime.fromisoformat(sent)
    if message is None:
        return SentMail(notice, subject, at)
    return SentMail(notice, subject, at, _body(message, "plain"), _body(message, "html"))


def _body(message: bytes, kind: str) -> str:
    body = message_from_bytes(message, policy=default).get_body((kind,))
    return str(body.get_content()) if body is not None else ""
