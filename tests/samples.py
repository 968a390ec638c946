"""Recorded samples and what becomes of them, side by side: `name.json` is what a tracker sent, `name.ticket.json` the
ticket it is shaped into. `pytest --regenerate-samples` writes the tickets anew, to be read through in the diff.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from rules.facts import facts_of
from sync.ports import Needs

TICKET = ".ticket.json"


@dataclass(frozen=True)
class Sample:
    """One sample: what is remarkable `about` it, what rules ask for, and the raw parts under a tracker's own names."""

    path: Path
    about: str
    needs: Needs
    raw: dict

    @property
    def golden(self):
        return self.path.with_suffix(TICKET)

    def shows(self, ticket, *, regenerate):
        """Compare a ticket with the kept one, or keep it."""
        told = json.loads(json.dumps(facts_of(ticket)))
        if regenerate:
            self.golden.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        assert told == json.loads(self.golden.read_text(encoding="utf-8")), self.about


def samples_in(folder):
    """Return the samples of a folder by name; files that begin with an underscore are what samples share."""
    found = sorted(path for path in folder.glob("[!_]*.json") if not path.name.endswith(TICKET))
    return {path.stem: _sample(path) for path in found}


def _sample(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    asked = raw.pop("needs", {})
    needs = Needs(**asked | {"changes": tuple(asked.get("changes", ()))})
    return Sample(path, raw.pop("about"), needs, raw)
