"""Logs of the service: lines of JSON, or readable ones on a terminal, all of them past one redaction.

Every logger of the process ends in one handler, whichever library it belongs to: what must not be read is taken
out there, after a traceback was made text and before anything is rendered.
"""

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

from sync.service.redaction import Redactor

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor

NAME = "stageward"
LEVELS = ("debug", "info", "warning", "error")
CHATTY = ("urllib3", "requests", "procrastinate", "psycopg", "psycopg.pool", "waitress")  # a line for every request
TELLS_TICKETS = ("jira",)  # its lines of debugging hold what trackers answered


class LogForm(StrEnum):
    """How lines are written; AUTO is TEXT on a terminal and JSON elsewhere."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


@contextmanager
def open_logs(redactor: Redactor, form: LogForm, level: str, stream: TextIO) -> Iterator[BoundLogger]:
    """Lead every log line of this process to a stream, and yield the service's own logger.

    `level` is one of LEVELS. Warnings and what ends a thread become lines, too. Afterwards all is as before.
    """
    root, wanted = logging.getLogger(), _levels(getattr(logging, level.upper()))
    handlers, hook = root.handlers[:], threading.excepthook
    levels = {name: logging.getLogger(name).level for name in wanted}
    root.handlers[:] = [_handler(redactor, form, stream)]
    _set(wanted)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_beginnings(), ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=BoundLogger,
    )
    logger: BoundLogger = structlog.get_logger(NAME)
    threading.excepthook = lambda ended: _thread_ended(logger, ended)
    try:
        yield logger
    finally:
        threading.excepthook = hook
        structlog.reset_defaults()
        logging.captureWarnings(capture=False)
        _set(levels)
        root.handlers[:] = handlers


def _levels(chosen: int) -> dict[str, int]:
    """Return from which level on each logger is heard; the root has no name."""
    by_request = chosen if chosen <= logging.DEBUG else max(chosen, logging.WARNING)
    by_ticket = max(chosen, logging.WARNING)
    return {"": chosen, **dict.fromkeys(CHATTY, by_request), **dict.fromkeys(TELLS_TICKETS, by_ticket)}


def _set(levels: Mapping[str, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def _handler(redactor: Redactor, form: LogForm, stream: TextIO) -> logging.Handler:
    handler = OneWayOut(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_beginnings(),
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.StackInfoRenderer(),
                structlog.processors.format_exc_info,
                _redaction(redactor),
                _renderer(form, stream),
            ],
        )
    )
    return handler


class OneWayOut(logging.StreamHandler[TextIO]):
    """Writes finished lines. One that cannot be made is told by its logger alone: what it holds was not redacted."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        self.stream.write(f"a line of {record.name} could not be logged\n")


def _beginnings() -> list["Processor"]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _redaction(redactor: Redactor) -> "Processor":
    def redact(_logger: object, _method: str, event: "EventDict") -> "EventDict":
        return {str(name): redactor.named(str(name), told) for name, told in event.items()}

    return redact


def _renderer(form: LogForm, stream: TextIO) -> "Processor":
    is_terminal = stream.isatty()
    if form is LogForm.JSON or (form is LogForm.AUTO and not is_terminal):
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    colours = is_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback)


def _thread_ended(logger: BoundLogger, ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not issubclass(ended.exc_type, SystemExit):
        name = ended.thread.name if ended.thread else "unknown"
        logger.critical("thread_ended", thread=name, exc_info=ended.exc_value)
