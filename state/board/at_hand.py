"""What is at hand while a request is answered: the store opened for reading, the setting, the moment, and who asks."""

from contextlib import ExitStack
from datetime import datetime
from typing import NamedTuple, cast

from flask import Flask, current_app, g

from state.board.reader import Reader
from state.board.setting import BoardSetting
from state.rows import Readable

NAME = "stageward"


class Visitor(NamedTuple):
    """Somebody of the staff. `way` is how they were told apart: "proxy" or "password"."""

    name: str
    way: str


def put(app: Flask, reader: Reader, setting: BoardSetting) -> None:
    """Give an application what its pages work with."""
    app.extensions[NAME] = (reader, setting)


def reader() -> Reader:
    return cast("Reader", current_app.extensions[NAME][0])


def setting() -> BoardSetting:
    return cast("BoardSetting", current_app.extensions[NAME][1])


def now() -> datetime:
    return setting().clock.now()


def reading() -> Readable:
    """Return the store as it is at the first look of this request. It cannot be written, and is closed with the
    request."""
    if "connection" not in g:
        g.closing = ExitStack()
        g.connection = g.closing.enter_context(reader().reading())
    return cast("Readable", g.connection)


def let_go(_error: BaseException | None = None) -> None:
    """Close what a request opened."""
    if "closing" in g:
        g.closing.close()
