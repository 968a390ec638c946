"""How a command ends where something goes wrong: in one clear sentence, with a traceback only under --debug."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sync.cli.wanted import BAD_INPUT, FAILED, stop
from sync.ports import PortError
from sync.render.errors import sentence


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """End the process with a sentence for what is raised inside, and with the exit code of CONTRACT section 1."""
    try:
        yield
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        stop(*_said(error))


@contextmanager
def needing(what: str, extra: str, otherwise: str = "") -> Iterator[None]:
    """End the command where a module of an extra is imported inside and not installed; `otherwise` is another way."""
    try:
        yield
    except ModuleNotFoundError as missing:
        stop(f"{what} needs {missing.name}. Install the extra: pip install 'stageward[{extra}]'{otherwise}.", BAD_INPUT)


def _said(error: Exception) -> tuple[str, int]:
    match error:
        case PortError():
            return sentence(error), error.exit_code
        case OSError():
            return f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.", FAILED
    return (
        f"This should not have happened: {type(error).__name__}: {error}. Run it again with --debug and report what it prints.",
        FAILED,
    )
