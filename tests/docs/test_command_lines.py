"""Every command line in the pages runs, against a planted sandbox, in the order of its page."""

import json
import os
import re
import shlex
import subprocess
import sys

import pytest

from connectors.sandbox import Sandbox
from connectors.sandbox.layout import lay_out
from connectors.sandbox.story import ACTS, plant
from tests.cli.typed import Ran, run_stageward
from tests.docs.pages import PAGES, ROOT, blocks, blocks_of, code_words

OURS = re.compile(r"(?:\./dev run|(?:\.venv/bin/)?python3? run\.py)\b")
SHELL = ("sh", "console")
FOR_A_SHELL = frozenset("|&;<>$`*?~(){}")  # signs a shell makes something of
EXITS = re.compile(r"# exits with (\d+)$")
WAITING_NOTICE = re.compile(r"^([0-9a-f]{12}) +held ", re.MULTILINE)
HEAD = re.compile(r"^Trail head ([0-9a-f]{64})$", re.MULTILINE)
DIGEST = re.compile(r"^Digest ([0-9a-f]{12})$", re.MULTILINE)
NOT_RUN = {
    "./dev demo": "what CI itself runs, and tests/cli too",
    "./dev test": "it would run this test again",
    "./dev lint": "what CI itself runs",
    "git clone": "tests reach no network",
    "stageward serve": "it runs until somebody stops it; tests/cli has its test",
    "stageward board password": "it asks for a password; tests/cli has its test",
    "stageward links grant": "it needs the address and the key of a board; tests/cli has its test",
    "stageward links revoke": "it needs the id of a link; tests/cli has its test",
    "stageward health": "it asks a service that runs; tests/watch has its test",
    "stageward state move --to postgresql": "it needs that very database; tests/keeping has its test",
    "apt-get ": "it changes the machine, as do the next ones; docs/operations.md was gone through word for word",
    "git pull": "tests reach no network",
    "python3 -m venv ": "it installs",
    "/var/tmp/stageward-build/bin/pip ": "it installs",
    "/opt/stageward/bin/pip ": "it installs",
    "ln ": "it installs",
    "install ": "it installs; tests/watch holds the unit against systemd",
    "cp ": "it installs",
    "rm ": "it uninstalls",
    "systemctl ": "it needs systemd",
    "journalctl ": "it needs systemd",
    "docker ": "it needs docker; tests/watch reads its files",
    "cd ": "the sandbox has its own folder",
    "export ": "the sandbox sets what commands need",
}


def command_lines(page):
    """Return the lines of a page's shell blocks that are to be run."""
    lines = [line for block in blocks_of(page) if block.language in SHELL for line in typed(block)]
    return [line for line in lines if not line.startswith(tuple(NOT_RUN))]


def typed(block):
    """Return what somebody types; in a console block it stands behind `$`, and the rest is shown."""
    lines = [line.strip() for line in block.text.replace("\\\n", " ").splitlines()]
    said = [line.removeprefix("$ ") for line in lines if block.language == "sh" or line.startswith("$ ")]
    return [OURS.sub("stageward", line) for line in said if line and not line.startswith("#")]


class Visitor:
    """Somebody who types what a page says, in a folder of their own, at a sandbox in which people have worked."""

    def __init__(self, folder, sandbox):
        self.folder, self.shown = folder, ""
        config = lay_out(sandbox, folder, ROOT / "config" / "rules")
        for block in blocks("csv", "json5"):  # sheets, under the name the line before tells
            (folder / min(code_words(block.before))).write_text(block.text)
        self.own = {"STAGEWARD_CONFIG": str(config), "STAGEWARD_SECRETS_DIR": str(config.parent / "secrets")}
        self.path = f"{self._shim()}{os.pathsep}{os.environ['PATH']}"

    def _shim(self):
        """Make `stageward` a command, as the installed console script is."""
        folder = self.folder / "bin"
        folder.mkdir()
        (folder / "stageward").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "run.py"}" "$@"\n')
        (folder / "stageward").chmod(0o755)
        return folder

    def type(self, line):
        """Run a line: in this process, which tests/cli shows to be the same, unless it takes a shell."""
        name, *words = shlex.split(line, comments=True)
        is_plain = name == "stageward" and not FOR_A_SHELL & set(line)
        done = run_stageward(*words, environment=self.own, cwd=self.folder) if is_plain else self._in_a_shell(line)
        self.shown += done.out
        return done

    def _in_a_shell(self, line):
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=self.folder,
            env={**os.environ, **self.own, "PATH": self.path},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def filled_in(self, line):
        """Put in place of NOTICE, DIGEST and HEAD what was shown before: a waiting notice, a plan, the trail's head."""
        for placeholder, shown in (("NOTICE", WAITING_NOTICE), ("DIGEST", DIGEST), ("HEAD", HEAD)):
            if placeholder in line:
                line = line.replace(placeholder, shown.findall(self.shown)[-1])
        return line


@pytest.fixture
def visitor(tmp_path, files_read_once):
    with Sandbox() as sandbox:
        plant(sandbox)
        visitor = Visitor(tmp_path, sandbox)
        first = visitor.type("stageward sync")
        assert first.code == 0, first.err
        for act in ACTS:
            act.play(sandbox)
        yield visitor


@pytest.mark.parametrize("page", [page for page in PAGES if command_lines(page)], ids=lambda page: page.name)
def test_every_command_of_a_page_runs_as_it_says(page, visitor):
    for line in command_lines(page):
        wanted = EXITS.search(line)
        done = visitor.type(visitor.filled_in(line))
        assert done.code == int(wanted[1] if wanted else 0), f"{line}\n{done.out}\n{done.err}"


def test_a_line_that_takes_a_shell_gets_one(visitor):
    ran = visitor.type("stageward check && stageward plan --engagement lumen --json | grep -c lumen")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "No mistakes."


@pytest.mark.parametrize("block", [pytest.param(block, id=block.place) for block in blocks(*SHELL)])
def test_a_shell_block_holds_only_commands_that_are_run_or_knowingly_not(block):
    assert typed(block)
    assert [line for line in typed(block) if not line.startswith(("stageward ", *NOT_RUN))] == []


def json_blocks():
    """Return each JSON block with the command that the line before it names."""
    return {found[1]: block for block in blocks("json") if (found := re.search(r"`(\w[^`]* --json)`", block.before))}


def test_every_json_block_is_the_form_of_what_its_command_prints(visitor):
    assert len(json_blocks()) == len(blocks("json"))
    for command, block in json_blocks().items():
        if f"stageward {command}".startswith(tuple(NOT_RUN)):
            continue
        ran = visitor.type(f"stageward {command.replace('KEY', 'APO-9')} --engagement apollo")
        assert_same_form(json.loads(block.text), ran.document, block.place)


def assert_same_form(shown, real, place):
    """Compare the keys of two documents; lists by their first items, where both have some."""
    if isinstance(shown, list) and isinstance(real, list):
        for one, other in zip(shown[:1], real[:1], strict=False):
            assert_same_form(one, other, place)
    elif isinstance(shown, dict) and isinstance(real, dict):
        assert list(shown) == list(real), place
        for key, value in shown.items():
            assert_same_form(value, real[key], f"{place} {key}")
