"""A mail server on loopback that keeps what it gets, and refuses or fails where a test wants it to."""

import asyncio
import socket
from dataclasses import dataclass
from threading import Thread

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came: the envelope's addresses and the very bytes."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


def _nothing() -> None:
    """Let nothing happen."""


class Mailbox:
    """Speaks SMTP on 127.0.0.1; port 0 chooses a free one.

    With `drop_after_data` the connection dies after a message was taken and kept, before it is confirmed; `taken` is
    called at that moment. `connections` counts those opened to it.
    """

    host = "127.0.0.1"

    def __init__(self, port: int = 0) -> None:
        self._listener = socket.create_server((self.host, port))
        self.port: int = self._listener.getsockname()[1]
        self.drop_after_data = False
        self.taken = _nothing
        self._refused: dict[str, str] = {}
        self._refused_senders: dict[str, str] = {}
        self._failures: list[str] = []
        self._put_off_once: dict[str, str] = {}
        self._dropped: frozenset[str] = frozenset()
        self._greylist: set[str] | None = None
        self.connections = 0
        self._messages: list[Received] = []
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="sandbox-mailbox")

    @property
    def messages(self) -> tuple[Received, ...]:
        """All messages kept so far, in the order they came."""
        return tuple(self._messages)

    def refuse(self, address: str, reply: str = "550 5.1.1 No such mailbox here") -> None:
        """Answer every RCPT for an address with this reply; 4xx for a failure that may pass."""
        self._refused[address.casefold()] = reply

    def refuse_sender(self, address: str, reply: str = "553 5.7.1 Sender address rejected") -> None:
        """Answer every MAIL of a sender with this reply."""
        self._refused_senders[address.casefold()] = reply

    def accept(self, address: str) -> None:
        """Take mail for an address again."""
        self._refused.pop(address.casefold(), None)

    def fail_once(self, reply: str = "451 4.3.0 Please try again later") -> None:
        """Answer the next message's DATA with this reply and do not keep it."""
        self._failures.append(reply)

    def greylist(self) -> None:
        """From now on, put everybody off who is named for the first time."""
        self._greylist = set()

    def put_off_once(self, address: str, reply: str = "451 4.3.0 Please try again later") -> None:
        """Answer the next RCPT for an address with this reply."""
        self._put_off_once[address.casefold()] = reply

    def drop_after_data_for(self, *addresses: str | None) -> None:
        """Let the connection die as with `drop_after_data`, for mail to these addresses only."""
        self._dropped = frozenset(address.casefold() for address in addresses if address)

    def start(self) -> None:
        """Begin to take mail."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def stop(self) -> None:
        """End all connections and the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(self._session, sock=self._listener)

    def _session(self) -> SMTP:
        self.connections += 1
        return SMTP(self, hostname="mail.sandbox.example", loop=self._loop, enable_SMTPUTF8=True)

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks(self._loop) - {asyncio.current_task(self._loop)}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self._refused_senders.get(address.casefold())
        if refusal is None:
            envelope.mail_from = address
        return refusal or "250 2.1.0 Sender fine"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self._refused.get(address.casefold()) or self._put_off(address.casefold())
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 Recipient fine"

    def _put_off(self, address: str) -> str | None:
        if self._greylist is None or address in self._greylist:
            return self._put_off_once.pop(address, None)
        self._greylist.add(address)
        return "451 4.7.1 Greylisted, please try again"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - see above
        if self._failures:
            return self._failures.pop(0)
        content = envelope.original_content or b""
        self._messages.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        self.taken()
        is_dropped = self.drop_after_data or not self._dropped.isdisjoint(map(str.casefold, envelope.rcpt_tos))
        if is_dropped and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 2.0.0 Message kept"
