"""A service's surroundings that stand still: a clock, and premises whose configuration a test may change."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, at=datetime(2026, 3, 9, 12, tzinfo=UTC)):
        self.at = at

    def now(self):
        return self.at

    def pass_(self, **time):
        self.at += timedelta(**time)


class Premises:
    """A configuration that checked out; `world` is made as a test says."""

    ping, fingerprint = None, ""

    def __init__(self, roster, world=None):
        self.roster = roster
        self._world = world

    def world(self, store):
        return self._world(store)


class Office:
    """Where the configuration is: `answer` is what reading it comes to, `version` what it looks like."""

    def __init__(self, open_store, answer=None):
        self.open_store = open_store
        self.answer = answer
        self.version = 0
        self.readings = 0

    def look(self):
        return self.version

    def content(self):
        return str(self.version)

    def read(self, _now):
        self.readings += 1
        return self.answer
