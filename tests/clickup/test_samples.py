"""A gallery: tasks as ClickUp sends them, and the tickets they become. See tests/samples.py."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.clickup import remarks
from connectors.clickup.shape import TYPES_OF_EVERY_TEAM, Surroundings, ticket
from tests.samples import samples_in

FOLDER = Path(__file__).parent / "samples"
SAMPLES = samples_in(FOLDER)
LIST = json.loads((FOLDER / "_list.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_task_becomes_this_ticket(name, regenerates_samples):
    sample = SAMPLES[name]
    around = Surroundings(
        source="studio",
        zone=ZoneInfo("Europe/Berlin"),
        statuses=tuple(one["status"] for one in LIST["statuses"]),
        types={**TYPES_OF_EVERY_TEAM, **{one["id"]: one["name"] for one in LIST["custom_items"]}},
        wanted=sample.needs.fields,
        fields=LIST["fields"],
    )
    comments = tuple(map(remarks.comment, sample.raw.get("comments", ())))
    sample.shows(ticket(sample.raw["task"], around, comments), regenerate=regenerates_samples)


def test_every_kept_ticket_has_its_sample():
    kept = {path.name.removesuffix(".ticket.json") for path in FOLDER.glob("*.ticket.json")}
    assert kept == set(SAMPLES)
