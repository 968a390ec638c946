"""Listens for the board in a thread beside the cycles, until it is told to stop."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from waitress import wasyncore  # type: ignore[import-untyped] # it tells no types
from waitress.server import create_server  # type: ignore[import-untyped]

from state.board.app import board_app
from state.board.reader import Reader
from state.board.setting import BoardSetting
from sync.ports import PortError
from sync.service.hints import LARGEST_EVENT

THREADS = 6
LOOK_EVERY = 1.0  # seconds, where nothing happens
LAST_WORD = 5.0  # seconds pages in hand may take once it stops


class AddressTaken(PortError):
    """The board cannot listen where it should."""


@contextmanager
def serving(reader: Reader, setting: BoardSetting, host: str, port: int) -> Iterator[str]:
    """Serve the board and yield its address, without a slash at the end; port 0 takes a free one.

    Pages in hand are finished when it ends. Raises AddressTaken where the address is in use or not this machine's.
    """
    channels: dict[int, Any] = {}  # what this server waits on, apart from any other of the process
    with _listening(host, port) as listener:
        server = create_server(
            board_app(reader, setting),
            map=channels,
            sockets=[listener],
            threads=THREADS,
            ident=None,
            max_request_body_size=LARGEST_EVENT + 1,  # the first length it refuses, unread
        )
        stop = Event()
        thread = Thread(target=_answer, args=(channels, stop), name="board")
        thread.start()
        try:
            yield f"http://{_shown(host)}:{listener.getsockname()[1]}"
        finally:
            server.task_dispatcher.shutdown(cancel_pending=True, timeout=LAST_WORD)
            stop.set()
            server.pull_trigger()
            thread.join()
            wasyncore.close_all(channels, ignore_all=True)


def _answer(channels: dict[int, Any], stop: Event) -> None:
    """Wait on the channels and let pages be made, until told to stop. `server.run` could only be stopped by closing
    what it waits on under its hands."""
    while not stop.is_set():
        wasyncore.loop(timeout=LOOK_EVERY, use_poll=True, map=channels, count=1)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressTaken(
            f"the board cannot listen on {_shown(host)}:{port}: {error.strerror or error}. "
            "Stop what listens there, or set another board: listen"
        ) from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
