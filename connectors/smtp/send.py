"""Hands messages to a mail server and tells precisely what became of them."""

import smtplib
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential
from urllib3.util import wait_for_read

from sync.ports import NotAuthorised, OutcomeUnknown, PortError, Refused, Unreachable

CONNECT_ATTEMPTS = 3
LONGEST_ANSWER = 300
LINE_END = b"\r\n"
END_OF_MESSAGE = b"\r\n.\r\n"
GO_AHEAD = 354
PERMANENT = 500  # codes from here on mean no; those below, not now
CLOSING = 421  # the server as a whole cannot go on
NOT_REACHED = retry_if_exception_type(
    Unreachable
)  # one for all: each refers to itself, and would stay until searched for
NEEDS_LOGIN = frozenset({530, 534, 535, 538})


class Smtp:
    """A mail server as a `Mailbox`. Inside a `with` block one connection serves all messages.

    `timeout` is seconds for connecting and for each answer. Errors never hold the user or the password.
    """

    def __init__(  # noqa: PLR0913 - what one has to know of a mail server
        self,
        host: str,
        port: int,
        *,
        starttls: bool = False,
        user: str | None = None,
        password: str | None = None,
        timeout: float = 30.0,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._host = host
        self._port = port
        self._starttls = starttls
        self._user = user
        self._password = password
        self._timeout = timeout
        self._service = f"mail server {host}"
        self._keeping = False
        self._connection: _Connection | None = None
        self._retrying = Retrying(
            retry=NOT_REACHED,
            stop=stop_after_attempt(CONNECT_ATTEMPTS),
            wait=wait_exponential(multiplier=0.5),
            sleep=wait,
            reraise=True,
        )

    def send(self, message: bytes, sender: str, recipients: Sequence[str]) -> Mapping[str, str]:
        """Hand one message over; return the refused recipients with the server's answer, which begins with the code:
        4xx may pass, 5xx will not.

        Raises Unreachable where nothing was handed over and trying later may help, Refused and NotAuthorised
        where it would not, OutcomeUnknown where the server may or may not have taken the message.
        """
        connection = self._ready()
        try:
            refused = self._hand_over(connection, message, sender, recipients)
        except PortError:
            # What the server believes now is not known; the next message starts anew.
            self._drop()
            raise
        if not self._keeping:
            self.close()
        return refused

    def is_at_hand(self) -> bool:
        """Tell whether a message can go at once, with no new connection to be made before."""
        return self._connection is not None and self._connection.is_quiet()

    def check(self) -> None:
        """Connect and log in, as for a message that follows at once; raises what `send` would raise."""
        self._ready()
        if not self._keeping:
            self.close()

    def close(self) -> None:
        """Say goodbye where a connection is open."""
        if self._connection is not None:
            # All that was sent is confirmed by now; a goodbye that fails changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
        self._drop()

    def __enter__(self) -> Self:
        self._keeping = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keeping = False
        self.close()

    def _ready(self) -> "_Connection":
        """Return the open connection where the server did not close it, else a new one."""
        if self._connection is None or not self._connection.is_quiet():
            self._drop()
            self._connection = self._retrying(self._connected)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _connected(self) -> "_Connection":
        try:
            connection = _Connection(self._host, self._port, timeout=self._timeout)
        except OSError as error:
            raise failure(self._service, "connecting", error) from error
        try:
            self._introduce(connection)
        except PortError:
            connection.close()
            raise
        return connection

    def _introduce(self, connection: "_Connection") -> None:
        try:
            if self._starttls:
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
        except OSError as error:
            raise failure(self._service, "the greeting", error) from error
        if self._user:
            self._log_in(connection, self._user, self._password or "")

    def _log_in(self, connection: "_Connection", user: str, password: str) -> None:
        # What the server says to a login may hold the login, so its words and the causes are left out.
        try:
            connection.login(user, password)
        except UnicodeError:
            raise NotAuthorised(self._service, "the login", "it holds signs that cannot be sent") from None
        except smtplib.SMTPNotSupportedError:
            raise NotAuthorised(self._service, "the login", "the server takes none, or only after STARTTLS") from None
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < PERMANENT:
                raise Unreachable(self._service, f"it put the login off with {error.smtp_code}") from None
            raise NotAuthorised(self._service, "the login", f"the server answered with {error.smtp_code}") from None
        except OSError:
            raise Unreachable(self._service, "the connection broke during the login") from None

    def _hand_over(
        self, connection: "_Connection", message: bytes, sender: str, recipients: Sequence[str]
    ) -> Mapping[str, str]:
        in_ascii = all(address.isascii() for address in (sender, *recipients))
        try:
            refused = connection.sendmail(sender, list(recipients), message, () if in_ascii else ("SMTPUTF8",))
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
            if any(code == CLOSING for code, _ in refused.values()):
                raise Unreachable(self._service, f"it is closing: {_by_address(refused)}") from error
        except smtplib.SMTPDataError as error:
            if error.smtp_code == CLOSING:
                raise Unreachable(self._service, _told(error.smtp_code, error.smtp_error)) from error
            return dict.fromkeys(recipients, _told(error.smtp_code, error.smtp_error))
        except OSError as error:
            if connection.in_doubt:
                raise OutcomeUnknown(self._service, "the message", "the connection broke before the answer") from error
            raise failure(self._service, "the message", error) from error
        return _by_address(refused)


class _Connection(smtplib.SMTP):
    """Knows whether a whole message has left us and not been answered."""

    in_doubt = False

    def send(self, s: str | bytes) -> None:  # type: ignore[override]
        self.in_doubt = False
        super().send(s)
        # A message goes out in one piece, as bytes with its end; commands are text.
        self.in_doubt = isinstance(s, bytes) and s.endswith(END_OF_MESSAGE)

    def data(self, msg: bytes) -> tuple[int, bytes]:  # type: ignore[override]
        """Hand over a message with the line ends of mail, whatever it has; a line that begins with a dot is given
        another one (RFC 5321, 4.5.2). `smtplib` looks at every line by itself for that, which takes five times as long.
        """
        code, answer = self.docmd("data")
        if code != GO_AHEAD:
            raise smtplib.SMTPDataError(code, answer)
        lines = LINE_END.join([b"", *msg.splitlines()])
        self.send(lines.replace(b"\r\n.", b"\r\n..").removeprefix(LINE_END) + END_OF_MESSAGE)
        return self.getreply()

    def is_quiet(self) -> bool:
        """Tell whether the server says nothing unasked, as one does that closes. Who listens need not ask before every
        message."""
        return self.sock is not None and not wait_for_read(self.sock, timeout=0)


def failure(service: str, what: str, error: OSError) -> PortError:
    """Return the port error for what stopped us before any message was on its way."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Unreachable(service, "it did not answer in time")
    match error:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text) if code in NEEDS_LOGIN:
            return NotAuthorised(service, what, _told(code, text))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text) if code >= PERMANENT:
            return Refused(service, what, code, _told(code, text))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            return Unreachable(service, _told(code, text))
        case smtplib.SMTPNotSupportedError():
            return Refused(service, what, 0, str(error))
        case ssl.SSLCertVerificationError():
            return Unreachable(service, "its certificate is not trusted")
        case smtplib.SMTPServerDisconnected():
            return Unreachable(service, "the connection broke")
        case _:
            return Unreachable(service, error.strerror or "no connection could be made")


def _by_address(refused: Mapping[str, tuple[int, bytes]]) -> Mapping[str, str]:
    return {address: _told(*answer) for address, answer in refused.items()}


def _told(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:LONGEST_ANSWER]
