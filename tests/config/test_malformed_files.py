"""What an admin sees of files that hold the slips people make: each file of `malformed/` beside what is said of it.

A file stands in the place of the pack `delivery`, unless its name begins with the file it stands for. To accept what
is said now as what should be said, remove the `.txt` and run this test with ACCEPT=1; then read it.
"""

import os
from pathlib import Path

import pytest

from config.mistakes import render

FOLDER = Path(__file__).parent / "malformed"
FILES = sorted(FOLDER.glob("*.yaml"), key=lambda file: file.name)
MAIN_FILES = {"stageward": "stageward.yaml", "waivers": "waivers.yaml"}
INSTALLATION = """\
version: 1
sources:
  - {name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}
engagements:
  - name: apollo
    source: acme-jira
    scope: {project: APO}
    packs: [delivery]
    home: APO-1
    roles: {project-manager: [ana@acme.example], delivery-manager: [dana@acme.example]}
"""


def said_of(file: Path, configured) -> str:
    name = MAIN_FILES.get(file.name.partition(".")[0], "rules/delivery.yaml")
    loaded = configured({"stageward.yaml": INSTALLATION, name: file.read_bytes()}).load()
    assert loaded.installation is None
    return render((*loaded.mistakes, *loaded.warnings), loaded.texts)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_malformed_file_is_told_as_written_beside_it(file, configured):
    said = said_of(file, configured)
    wanted = file.with_suffix(".txt")
    if os.environ.get("ACCEPT") and not wanted.exists():
        wanted.write_text(said, encoding="utf-8")

    assert said == wanted.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_names_a_place_in_its_file(file):
    said = file.with_suffix(".txt").read_text(encoding="utf-8").splitlines()

    places = [line for line in said if ": error: " in line]

    assert places
    assert all(len(line.partition(": error: ")[0].split(":")) == 3 for line in places)
    assert sum(line.strip().endswith("^") for line in said) >= len(places) - (file.stem == "utf-16")


def test_there_is_no_leftover():
    assert {file.stem for file in FOLDER.glob("*.txt")} == {file.stem for file in FILES}
