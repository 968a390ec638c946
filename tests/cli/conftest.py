"""The command line as a user has it: a configuration folder, and the sandbox behind it."""

from dataclasses import dataclass, replace
from shutil import copytree

import pytest

from connectors.sandbox.stage import SandboxStage, open_stage
from tests.cli.typed import ROOT, run_apart, run_stageward


@dataclass(frozen=True)
class Desk:
    """A shell in front of a planted sandbox."""

    stage: SandboxStage

    @property
    def sandbox(self):
        return self.stage.sandbox

    @property
    def environment(self):
        return {"STAGEWARD_CONFIG": str(self.stage.config), "STAGEWARD_SECRETS_DIR": str(self.stage.secrets)}

    def __call__(self, *words, **more):
        return run_stageward(*words, environment=self.environment | more)

    def apart(self, *words, **more):
        """Run a command in a process of its own."""
        return run_apart(*words, environment=self.environment | more)

    def people_work(self):
        for act in self.stage.acts:
            act.play()

    def writes(self):
        return [*self.sandbox.jira.log.writes(), *self.sandbox.clickup.log.writes()]

    def copied(self, folder):
        """Return a desk before the same sandbox with its own copy of the folder: configuration, secrets and store."""
        copytree(self.stage.folder, folder)
        return Desk(replace(self.stage, folder=folder, config=folder / "stageward.yaml", secrets=folder / "secrets"))


def sat_down(folder):
    return open_stage(folder, ROOT / "config" / "rules")


@pytest.fixture
def desk(tmp_path):
    with sat_down(tmp_path / "demo") as stage:
        yield Desk(stage)


@pytest.fixture(scope="session")
def after_one_cycle(tmp_path_factory):
    """A desk after a first cycle and what that printed. Nobody writes to its sandbox; copy the desk to work at it."""
    with sat_down(tmp_path_factory.mktemp("once") / "demo") as stage:
        ran = Desk(stage)("sync")
        assert ran.code == 0, ran.err
        yield Desk(stage), ran


@pytest.fixture(scope="session")
def after_two_cycles(tmp_path_factory):
    """A desk after two cycles, with people's work between them. Nobody writes to its sandbox; copy the desk."""
    with sat_down(tmp_path_factory.mktemp("twice") / "demo") as stage:
        desk = Desk(stage)
        assert desk("sync").code == 0
        desk.people_work()
        assert desk("sync").code == 0
        yield desk


@pytest.fixture
def judged(after_one_cycle, tmp_path):
    """A copy of a desk after one cycle, for commands that write to no tracker."""
    desk, _ = after_one_cycle
    return desk.copied(tmp_path / "judged")


@pytest.fixture
def worked(after_two_cycles, tmp_path):
    """A copy of a desk after two cycles with people's work between, for commands that write to no tracker."""
    return after_two_cycles.copied(tmp_path / "worked")


@pytest.fixture
def stageward():
    return run_stageward
