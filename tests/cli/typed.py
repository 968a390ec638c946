"""Commands as somebody types them: in this process, the way `stageward` begins them, or in a process of their own.

In this process nothing is imported anew, which takes longer than most commands. test_processes.py shows that both
answer the same.
"""

import json
import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from run import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self):
        return json.loads(self.out)


def run_stageward(*words, environment=None, cwd=ROOT):
    """Run a command here, with nothing of our own in the environment but what is told."""
    told = dict.fromkeys(ours_in_the_environment()) | (environment or {})
    with CliRunner().isolation(env=told) as (out, err, _), patch.object(sys, "argv", ["run.py", *words]), chdir(cwd):
        code = code_of(main)
    return Ran(code, out.getvalue().decode(), err.getvalue().decode())


def code_of(command):
    """Return the exit code a process would end with."""
    try:
        command()
    except SystemExit as end:
        return end.code or 0
    return 0


def run_apart(*words, environment=None, cwd=ROOT, by=()):
    """Run a command in a process of its own, with the same environment; `by` is a command that starts it."""
    told = {name: value for name, value in os.environ.items() if name not in ours_in_the_environment()}
    done = subprocess.run(
        [*by, sys.executable, str(ROOT / "run.py"), *words],
        env={**told, **(environment or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def ours_in_the_environment():
    return [name for name in os.environ if name.startswith("STAGEWARD_")]
