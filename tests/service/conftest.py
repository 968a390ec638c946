"""A stage to serve from, and a store."""

from shutil import copy

import pytest

from connectors.sandbox.stage import open_stage
from state.open import open_store
from tests.service.serving import PACKS, USED, Serving


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'stageward.db'}") as opened:
        yield opened


@pytest.fixture
def stage(tmp_path):
    (tmp_path / "rules").mkdir()
    for name in USED:
        copy(PACKS / f"{name}.yaml", tmp_path / "rules")
    with open_stage(tmp_path / "demo", tmp_path / "rules") as opened:
        opened.config.write_text(opened.config.read_text("utf-8") + "schedule: {every: 1 second}\n", "utf-8")
        yield opened


@pytest.fixture
def serving(stage):
    with Serving(stage) as running:
        yield running
