"""Opens the connectors to mail servers for what a configuration says; each is imported only when it is used.

Nothing is reached before the first message, the first look, or the first question of a doctor.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sync.examination import MailServer

if TYPE_CHECKING:
    from sync.mailing.ports import Mailbox, Postbox


class SmtpLike(Protocol):
    """What a configuration tells of the mail server (config.values.SmtpConfig has this shape)."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def starttls(self) -> bool: ...


class ImapLike(Protocol):
    """What a configuration tells of the mailbox for undelivered mail (config.values.ImapConfig has this shape)."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def security(self) -> str: ...
    @property
    def folder(self) -> str: ...


class Login(NamedTuple):
    """The login to the mail server; both are None where it asks for none."""

    user: str | None
    password: str | None


def open_mailbox(smtp: SmtpLike | None, login: Login) -> "Mailbox | None":
    """Return the way to the mail server; None where none is configured."""
    if smtp is None:
        return None
    from connectors.smtp import Smtp  # noqa: PLC0415 - start-up time

    return Smtp(smtp.host, smtp.port, starttls=smtp.starttls, user=login.user, password=login.password)


def mail_server_of(smtp: SmtpLike | None, login: Login) -> MailServer | None:
    """Return how a doctor asks the mail server; None where none is configured."""
    if smtp is None:
        return None
    from connectors.smtp.examine import SmtpExaminer  # noqa: PLC0415 - start-up time

    examiner = SmtpExaminer(smtp.host, smtp.port, starttls=smtp.starttls, user=login.user, password=login.password)
    return MailServer(smtp.host, smtp.port, smtp.starttls, login.user is not None, examiner)


def open_postbox(imap: ImapLike | None, password: Callable[[], str]) -> "Postbox | None":
    """Return the mailbox undelivered mail comes back to; None where none is configured. `password` is asked for only
    where one is."""
    if imap is None:
        return None
    from connectors.imap import Imap  # noqa: PLC0415 - start-up time

    return Imap(imap.host, imap.port, imap.user, password(), security=imap.security, folder=imap.folder)
