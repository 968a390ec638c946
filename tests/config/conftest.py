"""Writes configurations into a folder and shows what was found in them.

In texts of these tests the sign ▲ stands right before the place where a mistake is expected; it is taken out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import Loaded, load

HERE = "▲"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

MAIN = """\
version: 1
sources:
  - {name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}
  - {name: studio, kind: clickup, team: "9001"}
engagements:
  - name: apollo
    source: acme-jira
    scope: {project: APO}
    packs: [delivery]
    roles: {project-manager: [ana@acme.example]}
"""

PACK = """\
pack: delivery
stages:
  - stage: Work
  - stage: Review
    entry:
      - name: has-a-due-date
        says: Work under review has a due date.
        must: [{field: due, is: a date}]
        waivable_by: [project-manager]
        waiver_at_most: 30 days
        examples: {passes: [{stage: Review, due: 2026-03-09}]}
"""


def marked_places(text: str) -> list[tuple[int, int]]:
    """Return line and column of every ▲, as if the others were not there."""
    found, before = [], ""
    for piece in text.split(HERE)[:-1]:
        before += piece
        found.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
    return found


@pytest.fixture
def places() -> Callable[[str], list[tuple[int, int]]]:
    return marked_places


@dataclass(frozen=True)
class Folder:
    """A configuration on disk."""

    path: Path

    def load(self) -> Loaded:
        return load(self.path / "stageward.yaml", NOW)


@pytest.fixture
def configured(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Folder]:
    """Write the given files; stageward.yaml and one pack are there unless given, None leaves a file out."""

    def write(files: Mapping[str, str | bytes | None]) -> Folder:
        for name, content in ({"stageward.yaml": MAIN, "rules/delivery.yaml": PACK} | dict(files)).items():
            if content is None:
                continue
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.replace(HERE, "").encode())
        return Folder(tmp_path)

    return write
