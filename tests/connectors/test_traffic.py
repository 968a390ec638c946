"""Everything the connectors ask is what the official descriptions allow."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from sync.comment import MARKER
from sync.ports import Edit, Needs

EVERYTHING = Needs(
    {"Mitigation": None}, comments=True, moves=True, links=True, children=True, checklists=True, attachments=True
)


def test_all_requests_are_as_the_official_description_says(shared, traffic, place, desk, tracker, sticky):
    place.shorten_pages()
    tickets = [desk.create(f"Piece {number}", labels=("web",)) for number in range(5)]
    for number in range(60):
        desk.say(tickets[0], f"talk {number}")
    tracker.words(place.scope)
    place.read(EVERYTHING, datetime.now(UTC) - timedelta(hours=1))
    assert [one for page in tracker.listed(place.scope) for one in page]
    tracker.find(place.scope, desk.id(tickets[0]))
    tracker.find(desk.elsewhere, desk.id(tickets[0]))
    for ticket in tickets[:2]:
        first = tracker.edit(Edit(desk.id(ticket), ticket, ("gate:blocked",), ("web",), sticky()))
        tracker.edit(Edit(desk.id(ticket), ticket, (), ("gate:blocked",), sticky("All hold"), first.comment_id))
        assert tracker.sticky_comment(desk.id(ticket), MARKER).id == first.comment_id
    tracker.move(desk.id(tickets[0]), tickets[0], "Blocked")
    tracker.ticket(desk.id(tickets[0]), EVERYTHING)
    checker = shared / "conformance" / "check.py"
    told = subprocess.run([sys.executable, checker, traffic], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    assert " 0 violations" in told.stdout
