"""`python run.py …` as a process of its own, again and again: every line on stdin is a command, run by a fresh fork.

A line is JSON: `argv`; `commits`, after how many of the store's transactions the process kills itself (null: never);
the `folder` it runs in, and that of its `secrets`. A fork is told by its number on stdout before it begins, and by its
end after that. What is slow to import is imported once.
"""

import gc
import json
import os
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from signal import SIGKILL

import connectors.clickup
import connectors.imap
import connectors.jira
import connectors.opening
import connectors.smtp
import run
import state.open
import state.sqlite
import sync.cli.judging
from config.load import load
from config.settings import Settings

CONNECTORS = (connectors.clickup, connectors.imap, connectors.jira, connectors.opening, connectors.smtp)
WARMED = (*CONNECTORS, state.open, sync.cli.judging, load, Settings)


def die_after(commits):
    """Let this process die the instant its store has committed so many transactions."""
    committed, immediately = count(1), state.sqlite.immediately

    @contextmanager
    def deadly(db):
        with immediately(db):
            yield
        if next(committed) == commits:
            os.kill(os.getpid(), SIGKILL)

    state.sqlite.immediately = deadly


def command(argv, commits, folder, secrets):
    os.chdir(folder)
    os.environ["STAGEWARD_SECRETS_DIR"] = secrets
    if commits is not None:
        die_after(commits)
    sys.argv = ["run.py", *argv]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = nowhere
        try:
            run.main()
        except SystemExit as end:
            return end.code or 0
    return 0


def tell(number):
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main():
    gc.freeze()  # no fork looks for cycles among what was imported, and so copies none of it
    for line in sys.stdin:
        begin, wait = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(wait)
            os.read(begin, 1)  # until our number is known to whoever may kill us
            os._exit(command(**json.loads(line)))
        os.close(begin)
        tell(child)
        os.close(wait)
        _, status = os.waitpid(child, 0)
        tell(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
