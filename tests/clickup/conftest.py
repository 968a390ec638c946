"""Raw tasks as ClickUp sends them, and a workspace on loopback."""

import pytest

from connectors.clickup import ClickUp
from connectors.http import TrackerSession
from connectors.sandbox import Sandbox


@pytest.fixture
def raw_task():
    return {
        "id": "86a1",
        "custom_id": "DEL-7",
        "custom_item_id": None,
        "name": "Landing page",
        "text_content": "All of it.",
        "status": {"status": "in review", "type": "custom"},
        "date_created": "1767268800000",
        "date_updated": "1767272400123",
        "date_closed": None,
        "date_done": None,
        "creator": {"id": 7, "username": "Ana Prado", "email": "ana@studio.example"},
        "assignees": [
            {"id": 8, "username": "Bo Lind", "email": "bo@studio.example"},
            {"id": 9, "username": "Cy", "email": "cy@studio.example"},
        ],
        "checklists": [
            {
                "name": "Ready",
                "items": [
                    {"name": "Meets the brief", "resolved": True, "children": [{"name": "Copy", "resolved": False}]},
                ],
            }
        ],
        "tags": [{"name": "web"}, {"name": "gate:blocked"}],
        "parent": None,
        "priority": {"id": "2", "priority": "high"},
        "due_date": "1767582000000",
        "start_date": None,
        "time_estimate": 5400000,
        "time_spent": 900000,
        "custom_fields": [],
        "dependencies": [
            {"task_id": "86a1", "depends_on": "86b2", "type": 1},
            {"task_id": "86c3", "depends_on": "86a1", "type": 1},
        ],
        "linked_tasks": [{"task_id": "86a1", "link_id": "86d4"}, {"task_id": "86e5", "link_id": "86a1"}],
        "attachments": [{"id": "f1", "title": "brief.pdf"}],
        "url": "https://studio.example/t/86a1",
        "list": {"id": "901", "name": "Site"},
    }


@pytest.fixture
def traffic(tmp_path):
    """The file that gets one line per request the sandbox was asked."""
    return tmp_path / "traffic.jsonl"


@pytest.fixture
def studio(traffic):
    """A ClickUp on loopback with people who work in it."""
    with Sandbox(traffic=traffic) as sandbox:
        yield sandbox.clickup


@pytest.fixture
def pauses():
    """The pauses the connector would have made; none is really made."""
    return []


@pytest.fixture
def clickup(studio, pauses):
    """The connector, on the sandbox's workspace."""
    session = TrackerSession("studio", wait=pauses.append)
    with ClickUp("studio", studio.team, studio.token, url=studio.url, session=session) as tracker:
        yield tracker
