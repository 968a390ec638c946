"""The trail of a house, as tests look at it."""

import json
from types import SimpleNamespace


def trail(house, kind):
    """Return the rows of one kind, the oldest first, with their facts taken apart."""
    return [
        SimpleNamespace(ticket=row.ticket, who=row.who, facts=json.loads(row.facts))
        for row in house.store.trail()
        if row.kind == kind
    ]
