"""Lines of the log: their form, their context, and that nothing gets past the redaction."""

import io
import json
import logging
import threading
import warnings

import pytest
import requests
import structlog

from sync.service.logs import LogForm, OneWayOut, open_logs
from sync.service.redaction import Redactor

SECRET = "s3cr3t-token"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def logger(stream):
    with open_logs(Redactor([SECRET]), LogForm.AUTO, "info", stream) as logger:
        yield logger


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_off_a_terminal_a_line_is_one_document_of_json(logger, stream):
    logger.info("cycle", engagement="apollo", seen=3)
    (line,) = lines(stream)
    assert (line["event"], line["engagement"], line["seen"]) == ("cycle", "apollo", 3)
    assert (line["level"], line["logger"]) == ("info", "stageward")
    assert line["timestamp"].endswith("Z")


def test_on_a_terminal_a_line_is_for_reading(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    with open_logs(Redactor([SECRET]), LogForm.AUTO, "info", terminal) as logger:
        logger.info("cycle", engagement="apollo", said=f"x {SECRET}")
    assert "cycle" in terminal.getvalue()
    assert "engagement=apollo" in terminal.getvalue()
    assert "\x1b" not in terminal.getvalue()
    assert SECRET not in terminal.getvalue()


@pytest.mark.parametrize(("form", "begins"), [(LogForm.JSON, "{"), (LogForm.TEXT, "\x1b")])
def test_either_form_can_be_had_where_somebody_wants_it(form, begins, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with open_logs(Redactor(), form, "info", terminal) as logger:
        logger.info("cycle")
    assert terminal.getvalue().startswith(begins)


def test_the_context_of_a_thread_is_on_every_line_of_it_those_of_libraries_too(logger, stream):
    with structlog.contextvars.bound_contextvars(run="r1", engagement="apollo", ticket="APO-1", rule="x"):
        logger.info("ours")
        logging.getLogger("urllib3.connectionpool").warning("theirs")
    logger.info("after")
    ours, theirs, after = lines(stream)
    assert ours["run"] == theirs["run"] == "r1"
    assert (theirs["engagement"], theirs["ticket"], theirs["rule"]) == ("apollo", "APO-1", "x")
    assert "run" not in after


def test_libraries_that_tell_every_request_are_heard_from_their_warnings_on(logger, stream):
    logging.getLogger("urllib3.connectionpool").info("a request")
    logging.getLogger("requests").warning("a warning with %s", SECRET)
    assert [line["event"] for line in lines(stream)] == ["a warning with [secret]"]


def test_what_a_tracker_answered_is_not_told_even_to_those_who_look_closely(stream):
    with open_logs(Redactor(), LogForm.JSON, "debug", stream):
        logging.getLogger("jira").debug("a ticket's title")
        logging.getLogger("urllib3.connectionpool").debug("GET /x?token=abc123")
    assert [line["event"] for line in lines(stream)] == ["GET /x?token=[secret]"]


@pytest.mark.parametrize("name", ["stageward", "requests", "anything.else"])
def test_a_traceback_is_told_without_its_secrets(name, logger, stream):
    def asks():
        raise requests.ConnectionError(f"https://bot:{SECRET}@acme.example/x?token={SECRET}")

    def fails():
        try:
            asks()
        except requests.ConnectionError as error:
            raise ValueError(f"Authorization: Bearer {SECRET}") from error

    try:
        fails()
    except ValueError:
        logging.getLogger(name).exception("it broke with %s", SECRET)
    (line,) = lines(stream)
    assert "ConnectionError" in line["exception"]
    assert "ValueError" in line["exception"]
    assert SECRET not in stream.getvalue()


def test_a_traceback_tells_no_values_of_variables(logger, stream):
    def fails(title):
        raise KeyError(len(title))

    try:
        fails("NOBODY OUTSIDE".casefold())
    except KeyError:
        logger.exception("it broke")
    assert "KeyError: 14" in lines(stream)[0]["exception"]
    assert "nobody outside" not in stream.getvalue()


def test_a_thread_that_ends_by_an_error_leaves_a_line(logger, stream):
    def fails():
        raise ValueError(SECRET)

    thread = threading.Thread(target=fails, name="cycles")
    thread.start()
    thread.join()
    (line,) = lines(stream)
    assert (line["event"], line["thread"], line["level"]) == ("thread_ended", "cycles", "critical")
    assert SECRET not in stream.getvalue()


def test_a_warning_of_python_is_a_line(logger, stream):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"old {SECRET}", stacklevel=1)
    assert "old [secret]" in lines(stream)[0]["event"]


def test_a_line_that_cannot_be_made_says_so_and_nothing_of_what_it_holds(logger, stream):
    ours = next(one for one in logging.getLogger().handlers if isinstance(one, OneWayOut))
    ours.handle(logging.LogRecord("urllib3", logging.WARNING, __file__, 1, "%d %s", (SECRET, SECRET), None))
    assert stream.getvalue() == "a line of urllib3 could not be logged\n"


def test_afterwards_all_is_as_before(stream):
    root = logging.getLogger()
    before = (root.handlers[:], root.level, threading.excepthook)
    with open_logs(Redactor(), LogForm.JSON, "debug", stream):
        assert root.handlers != before[0]
    assert (root.handlers[:], root.level, threading.excepthook) == before


def test_a_level_holds_back_what_is_below(stream):
    with open_logs(Redactor(), LogForm.JSON, "warning", stream) as logger:
        logger.info("below")
        logger.warning("there")
    assert [line["event"] for line in lines(stream)] == ["there"]
