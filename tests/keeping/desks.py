"""Somebody who keeps a store, in front of a planted sandbox."""

from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copy, copytree

from connectors.sandbox.stage import SandboxStage
from tests.cli.typed import ROOT, run_apart, run_stageward

USED = ("risk-register", "work-item")  # packs of the engagements of the story


@dataclass(frozen=True)
class Desk:
    stage: SandboxStage

    @property
    def database(self):
        return self.stage.folder / "stageward.db"

    @property
    def url(self):
        return f"sqlite:///{self.database}"

    @property
    def environment(self):
        return {"STAGEWARD_CONFIG": str(self.stage.config), "STAGEWARD_SECRETS_DIR": str(self.stage.secrets)}

    def __call__(self, *words, **more):
        return run_stageward(*map(str, words), environment=self.environment | more)

    def apart(self, *words, by=(), **more):
        """Run a command in a process of its own, started by another command or not."""
        return run_apart(*map(str, words), environment=self.environment | more, by=by)

    def people_work(self):
        for act in self.stage.acts:
            act.play()

    def writes(self):
        return [*self.stage.sandbox.jira.log.writes(), *self.stage.sandbox.clickup.log.writes()]

    def configure(self, text):
        """Add lines to the configuration."""
        self.stage.config.write_text(f"{self.stage.config.read_text('utf-8')}\n{text}\n", "utf-8")

    def copied(self, folder):
        """Return a desk before the same sandbox with its own copy of the folder: configuration, secrets and store."""
        copytree(self.stage.folder, folder)
        return Desk(replace(self.stage, folder=folder, config=folder / "stageward.yaml", secrets=folder / "secrets"))


def packs_in_use(folder: Path) -> Path:
    """Put the packs the story uses into a folder; reading all would take longer than most commands."""
    packs = folder / "packs"
    packs.mkdir()
    for pack in USED:
        copy(ROOT / "config" / "rules" / f"{pack}.yaml", packs)
    return packs
