"""Looks through a mailbox for mail that came back, and leaves all other mail as it is."""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from connectors.imap.bounces import came_to, failures_in
from sync.mailing.ports import Returned
from sync.ports import BadAnswer, NotAuthorised, Refused, Unreachable

MOST_LOOKED_AT = 500  # unread mails, the newest ones
TOGETHER = 50  # headers asked for at once
BEGINNING = 256 * 1024  # octets: reports stand before the mail they bring back
NUMBER = re.compile(rb"UID (\d+)")


class Imap:
    """A mailbox as a `Postbox`: connected while `returned` is gone through, and not between.

    `security` is "tls", "starttls" or "none"; `timeout` is seconds for connecting and for each answer. Errors hold
    neither the user nor the password.
    """

    def __init__(  # noqa: PLR0913 - what one has to know of a mailbox
        self,
        host: str,
        port: int,
        user: str,
        password: str,
        *,
        security: str = "tls",
        folder: str = "INBOX",
        timeout: float = 30.0,
    ) -> None:
        self._host, self._port, self._user, self._password = host, port, user, password
        self._security, self._folder, self._timeout = security, folder, timeout
        self._service = f"mail server {host}"
        self._open: imaplib.IMAP4 | None = None

    def returned(self, is_ours: Callable[[str], bool]) -> Iterator[Returned]:
        """Yield what came back, the oldest first. Nothing is marked as read by looking.

        Raises Unreachable, NotAuthorised, Refused (no such folder) and BadAnswer.
        """
        with self._connected() as connection:
            validity = self._choose_folder(connection)
            for number, address in self._signed(connection, is_ours):
                failures = failures_in(self._beginning(connection, number))
                if failures is not None:
                    whole = f"{validity}.{number}"
                    yield Returned(whole, address, failures.permanent, failures.temporary, failures.said)

    def finish(self, returned: Returned) -> None:
        if self._open is None:
            raise BadAnswer(self._service, "marking as read", "the mailbox is not open")
        number = returned.id.rpartition(".")[2]
        with self._told("marking as read"):
            self._asked(self._open.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"), "marking as read")

    @contextmanager
    def _connected(self) -> Iterator[imaplib.IMAP4]:
        with self._told("connecting"):
            connection = self._connection()
        try:
            self._log_in(connection)
            self._open = connection
            yield connection
        finally:
            self._open = None
            with suppress(imaplib.IMAP4.error, OSError):  # a goodbye that fails changes nothing
                connection.logout()

    def _connection(self) -> imaplib.IMAP4:
        if self._security == "tls":
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(self._host, self._port, ssl_context=context, timeout=self._timeout)
        connection = imaplib.IMAP4(self._host, self._port, timeout=self._timeout)
        if self._security == "starttls":
            try:
                connection.starttls(ssl.create_default_context())
            except BaseException:
                connection.shutdown()
                raise
        return connection

    def _log_in(self, connection: imaplib.IMAP4) -> None:
        # What the server says to a login may hold the login, so its words and the causes are left out.
        try:
            connection.login(self._user, self._password)
        except imaplib.IMAP4.abort:
            raise Unreachable(self._service, "the connection broke during the login") from None
        except (imaplib.IMAP4.error, UnicodeError):
            raise NotAuthorised(self._service, "the login to the mailbox") from None
        except OSError:
            raise Unreachable(self._service, "the connection broke during the login") from None

    def _choose_folder(self, connection: imaplib.IMAP4) -> str:
        """Open the folder and return what its numbers count by."""
        quoted = '"' + self._folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        with self._told("opening the folder"):
            self._asked(connection.select(quoted), f"the folder {self._folder}")
            _, told = connection.response("UIDVALIDITY")
        return told[0].decode() if told and isinstance(told[0], bytes) else "0"

    def _signed(self, connection: imaplib.IMAP4, is_ours: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
        """Yield the numbers of unread mails that came to an address of ours, and the address."""
        with self._told("looking for unread mail"):
            told = self._asked(connection.uid("SEARCH", "UNSEEN"), "looking for unread mail")
        found = b" ".join(line for line in told if isinstance(line, bytes))
        numbers = sorted(int(number) for number in found.split())[-MOST_LOOKED_AT:]
        for start in range(0, len(numbers), TOGETHER):
            wanted = ",".join(map(str, numbers[start : start + TOGETHER]))
            for number, header in self._fetched(connection, wanted, "(UID BODY.PEEK[HEADER])"):
                if (address := came_to(header, is_ours)) is not None:
                    yield number, address

    def _beginning(self, connection: imaplib.IMAP4, number: int) -> bytes:
        found = self._fetched(connection, str(number), f"(UID BODY.PEEK[]<0.{BEGINNING}>)")
        return found[0][1] if found else b""

    def _fetched(self, connection: imaplib.IMAP4, numbers: str, what: str) -> list[tuple[int, bytes]]:
        with self._told("reading mail"):
            answers = self._asked(connection.uid("FETCH", numbers, what), "reading mail")
        pairs = [answer for answer in answers if isinstance(answer, tuple)]
        return [(int(found[1]), pair[1]) for pair in pairs if (found := NUMBER.search(pair[0]))]

    def _asked(self, answer: tuple[str, Sequence[object]], what: str) -> Sequence[object]:
        status, told = answer
        if status != "OK":
            words = b" ".join(one for one in told if isinstance(one, bytes)).decode("utf-8", "replace")
            raise Refused(self._service, what, 0, words)
        return told

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise Unreachable(self._service, "it did not answer in time") from error
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(self._service, "its certificate is not trusted") from error
        except (imaplib.IMAP4.abort, OSError) as error:
            raise Unreachable(self._service, "the connection broke, or none could be made") from error
        except imaplib.IMAP4.error as error:
            raise BadAnswer(self._service, what, str(error)) from error
