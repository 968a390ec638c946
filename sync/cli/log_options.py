"""The options of commands that run on: how their log is written."""

import sys
from collections.abc import Callable
from functools import wraps

import click

from sync.service.logs import LEVELS, LogForm
from sync.service.opening import LogWishes


def log_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--log` and `--log-level`, as one value `logs`. The log goes to stderr: stdout is for data."""

    @wraps(command)
    def with_logs(*args: object, log: str, log_level: str, **more: object) -> None:
        command(*args, logs=LogWishes(LogForm(log), log_level, sys.stderr), **more)

    decorated: Callable[..., None] = with_logs
    for option in (
        click.option(
            "--log",
            type=click.Choice([form.value for form in LogForm]),
            default=LogForm.AUTO.value,
            help="Lines of JSON, or text; auto is text on a terminal only.",
        ),
        click.option(
            "--log-level",
            type=click.Choice(LEVELS),
            default="info",
            envvar="STAGEWARD_LOG_LEVEL",
            help="What is logged at least (or STAGEWARD_LOG_LEVEL).",
        ),
    ):
        decorated = option(decorated)
    return decorated
