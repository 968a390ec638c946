"""Pages of the sandbox with the comment in its five states, for pictures: `python -m tests.comment.pictures FOLDER`."""

import sys
from pathlib import Path

from connectors.http import TrackerSession
from connectors.sandbox import Sandbox
from sync.ports import Edit
from tests.comment.states import STATES
from tests.connectors.places import PLACES

LABELS = {"blocked": "gate:blocked", "attention": "gate:attention", "conditional": "gate:waived"}


def pages():
    """Yield a name and the HTML of a ticket's page for each state on each tracker, written by the real connectors."""
    with Sandbox() as sandbox:
        for name in PLACES:
            with TrackerSession("tracker", wait=lambda _seconds: None) as session:
                place = PLACES[name](sandbox, session)
                for state, comment in STATES.items():
                    ticket = place.desk.create("Login screens")
                    labels = tuple(filter(None, [LABELS.get(state)]))
                    place.tracker.edit(Edit(place.desk.id(ticket), ticket, labels, comment=comment))
                    yield f"{name}-{state}", place.desk.service.page(ticket)


if __name__ == "__main__":
    for page, html in pages():
        (Path(sys.argv[1]) / f"{page}.html").write_text(html, "utf-8")
