"""A gallery: issues as Jira sends them, and the tickets they become. See tests/samples.py."""

import json
from pathlib import Path

import pytest

from connectors.jira.cloud import ADF
from connectors.jira.datacenter import WIKI
from connectors.jira.fields import FieldBook
from connectors.jira.flavor import History
from connectors.jira.remarks import Remarks
from connectors.jira.shape import ticket_of
from tests.samples import samples_in

FOLDER = Path(__file__).parent / "samples"
SAMPLES = samples_in(FOLDER)
FIELDS = json.loads((FOLDER / "_fields.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SAMPLES)
def test_an_issue_becomes_this_ticket(name, regenerates_samples):
    sample = SAMPLES[name]
    issue, is_datacenter = sample.raw["issue"], sample.raw.get("datacenter", False)
    comments = issue["fields"].get("comment", {}).get("comments", ())
    remarks = Remarks(comments, History(issue.get("changelog", {}).get("histories", ())))
    asked = FieldBook("acme-jira", [*FIELDS, *sample.raw.get("more_fields", ())]).asked(sample.needs)
    markup = WIKI if is_datacenter else ADF
    ticket = ticket_of(issue, asked, remarks, markup, source="acme-jira", server="https://acme.example")
    sample.shows(ticket, regenerate=regenerates_samples)


def test_every_kept_ticket_has_its_sample():
    kept = {path.name.removesuffix(".ticket.json") for path in FOLDER.glob("*.ticket.json")}
    assert kept == set(SAMPLES)
