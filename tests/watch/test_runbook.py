"""docs/operations.md tells every metric and every event of the log, and no other."""

import re
from pathlib import Path

import pytest

from tests.watch.accounts import account_of, action, finding, subject
from tests.watch.conftest import FIVE_MINUTES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()
SOURCES = [*(ROOT / "sync" / "service").glob("*.py"), ROOT / "sync" / "cli" / "serving.py"]
LOGGED = re.compile(
    r"(?:logger|_logger|get_logger\(NAME\))\.(?:debug|info|warning|error|exception|critical)\(\s*\"(\w+)\""
)
CAUSED = re.compile(r"Cause\(f?\"([\w{}.]+)\"|event = \"(\w+)\" if .* else \"(\w+)\"")
BEYOND_INFO = {"cycle_began", "ops_connection_broken"}  # for those who look closely


def section(title):
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def words(title):
    """Return the code words in the first cells of a section's table."""
    cells = (line.split("|")[1] for line in section(title).splitlines() if line.startswith("| `"))
    return {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}


def events():
    text = "\n".join(source.read_text() for source in SOURCES)
    caused = {name for found in CAUSED.findall(text) for name in found if name}
    written_out = {"mail_failed", "mail_stuck"} if "mail_{entry.state}" in caused else set()
    return {*LOGGED.findall(text), *caused, *written_out, "cycle"} - {"mail_{entry.state}"} - BEYOND_INFO


@pytest.fixture
def families(service):
    """The names of all metrics, as a scrape tells them once everything happened."""
    service.watch.expects({"apollo": FIVE_MINUTES})
    subjects = (subject("APO-1", finding("due-date-is-set")),)
    service.watch.ended("apollo", account_of(seen=1, judged=1, subjects=subjects, actions=(action(),)), 1.0)
    return {f"{one.name}_total" if one.type == "counter" else one.name for one in service.metrics.registry.collect()}


def test_every_metric_is_told_and_no_other(families):
    own = {name.removesuffix("_info") for name in families if name.startswith("stageward_")}
    told = {name.removesuffix("_info") for name in words("Metrics") if name.startswith("stageward_")}
    assert sorted(own - told) == []
    assert sorted(told - own) == []


def test_every_event_is_told_and_no_other():
    assert sorted(events() - words("The log")) == []
    assert sorted(words("The log") - events()) == []


def test_alerts_speak_of_metrics_that_are(families):
    asked = set(re.findall(r"\b(?:stageward|process)_\w+", section("Alerts")))
    assert asked - families == set()
