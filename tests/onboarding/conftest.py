"""Sheets as sales would send them, and a planted sandbox with room for a new engagement."""

from dataclasses import replace

import pytest

from config.sheets import Installed, read_sheet
from connectors.sandbox.stage import open_stage
from tests.cli.conftest import ROOT, Desk

CSV = """\
engagement,client,timezone,source,project,packs,work type,contact,email,receives,success criterion,milestone,milestone due,starts,due
nova,Nova Insurance,Europe/Berlin,acme-jira,NOV,work-item; risk-register,project,Rosa Klein,rosa@nova.example,"milestones, delays",Brokers quote in two minutes.,Quote page,2026-05-29,2026-04-01,2026-09-30
,,,,,,,Jon Ek,jon@nova.example,weekly,"Every quote, old or new, is kept.",Broker portal,,,
"""
INSTALLED = Installed(("apollo", "lumen"), ("acme-jira", "studio"), ("work-item", "risk-register"))


@pytest.fixture
def read(tmp_path):
    """Read a sheet's text as if it had come in a file of this name."""

    def read_text(text, name="order.csv", encoding="utf-8"):
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return read_sheet(file, INSTALLED)

    return read_text


@pytest.fixture
def desk(tmp_path):
    """A shell in front of a planted sandbox, whose Jira has an empty project NOV beside."""
    with open_stage(tmp_path / "demo", ROOT / "config" / "rules") as stage:
        site = stage.sandbox.jira.site
        site.projects["NOV"] = replace(site.projects["APO"], id="10777", key="NOV", name="Nova")
        yield Desk(stage)


@pytest.fixture
def sheet(tmp_path):
    """Write a sheet, the good one where no text is given."""

    def write(text=CSV, name="order.csv"):
        file = tmp_path / name
        file.write_text(text)
        return str(file)

    return write
