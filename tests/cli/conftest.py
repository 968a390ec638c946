"""The command line as a user has it: a process, a configuration folder, and the sandbox behind it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.sandbox.stage import SandboxStage, open_stage

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
    told = {name: value for name, value in os.environ.items() if not name.startswith("STAGEWARD_")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *words],
        env={**told, **(environment or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Desk:
    """A shell in front of a planted sandbox."""

    stage: SandboxStage

    @property
    def sandbox(self):
        return self.stage.sandbox

    def __call__(self, *words, **more):
        told = {"STAGEWARD_CONFIG": str(self.stage.config), "STAGEWARD_SECRETS_DIR": str(self.stage.secrets)}
        return run_stageward(*words, environment={**told, **more})

    def people_work(self):
        for act in self.stage.acts:
            act.play()

    def writes(self):
        return [*self.sandbox.jira.log.writes(), *self.sandbox.clickup.log.writes()]


@pytest.fixture
def desk(tmp_path):
    with open_stage(tmp_path / "demo", ROOT / "config" / "rules") as stage:
        yield Desk(stage)


@pytest.fixture
def stageward():
    return run_stageward
