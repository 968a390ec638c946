"""The command line as a user has it: a configuration folder, and the sandbox behind it."""

from dataclasses import dataclass, replace
from shutil import copy, copytree

import pytest

from connectors.http import TrackerSession
from connectors.sandbox.mailbox import Mailbox
from connectors.sandbox.stage import SandboxStage, open_stage
from tests.cli.typed import ROOT, run_apart, run_stageward

PACKS = ROOT / "config" / "rules"
USED = ("risk-register", "work-item")  # by the engagements of the story


@dataclass(frozen=True)
class Desk:
    """A shell in front of a planted sandbox; `box` is the mail server where it is not the sandbox's."""

    stage: SandboxStage
    box: Mailbox | None = None

    @property
    def sandbox(self):
        return self.stage.sandbox

    @property
    def mailbox(self):
        return self.box or self.sandbox.mailbox

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

    def lay_out_every_pack(self):
        """Put every pack we ship into the configuration, those nobody uses too."""
        copytree(PACKS, self.stage.config.parent / "rules", dirs_exist_ok=True)

    def copied(self, folder):
        """Return a desk before the same sandbox with its own copy of the folder: configuration, secrets and store."""
        copytree(self.stage.folder, folder)
        return Desk(replace(self.stage, folder=folder, config=folder / "stageward.yaml", secrets=folder / "secrets"))


@pytest.fixture(scope="session")
def packs_in_use(tmp_path_factory, files_read_once):
    """A folder of the packs the story uses; reading all would take longer than most commands."""
    folder = tmp_path_factory.mktemp("rules")
    for pack in USED:
        copy(PACKS / f"{pack}.yaml", folder)
    return folder


@pytest.fixture
def desk(tmp_path, packs_in_use):
    with open_stage(tmp_path / "demo", packs_in_use) as stage:
        yield Desk(stage)


@pytest.fixture(scope="session")
def after_one_cycle(tmp_path_factory, packs_in_use):
    """A desk after a first cycle and what that printed. Nobody writes to its sandbox; copy the desk to work at it."""
    with open_stage(tmp_path_factory.mktemp("once") / "demo", packs_in_use) as stage:
        ran = Desk(stage)("sync")
        assert ran.code == 0, ran.err
        yield Desk(stage), ran


@pytest.fixture(scope="session")
def after_two_cycles(tmp_path_factory, packs_in_use):
    """A desk after two cycles, with people's work between them. Nobody writes to its sandbox; copy the desk."""
    with open_stage(tmp_path_factory.mktemp("twice") / "demo", packs_in_use) as stage:
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
def waiting(worked):
    """A copy of the desk after two cycles, with a mail server of its own: both clients have news, and it waits."""
    text, port = worked.stage.config.read_text("utf-8"), f"port: {worked.mailbox.port},"
    assert text.count(port) == 1
    box = Mailbox()
    box.start()
    worked.stage.config.write_text(text.replace(port, f"port: {box.port},"), "utf-8")
    yield replace(worked, box=box)
    box.stop()


@pytest.fixture
def without_pauses(monkeypatch):
    """Pauses between repetitions of a request are not really made."""
    monkeypatch.setitem(TrackerSession.__init__.__kwdefaults__, "wait", lambda _seconds: None)


@pytest.fixture
def stageward():
    return run_stageward
