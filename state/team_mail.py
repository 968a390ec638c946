"""What the team's own mail told: digests, and engagements that were not completed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rules.facts import moment_fact, packed, unpacked
from state import outbox
from state.rows import Opened
from sync.remembered import OutboxEntry
from sync.team.digest_parts import Facts, Matter
from sync.team.store import KeptDigest
from sync.team.streaks import Streak


class SqlTeam:
    """Implements `sync.team.store.TeamStore` in the rows of a `SqlStore`."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def digests(self, address: str) -> Sequence[KeptDigest]:
        asked = "select address, cadence, engagement, at, facts from team_digests where address = ?"
        with self._reading() as db:
            return [_digest(*row) for row in db.execute(asked, [address.casefold()])]

    def keep_digests(self, kept: Sequence[KeptDigest], entry: OutboxEntry | None) -> bool:
        with self._writing() as db:
            if not outbox.queue(db, entry, entry.engagement if entry else "", ()):
                return False
            db.table("team_digests").upsert_all(map(_digest_row, kept), pk=("address", "cadence", "engagement"))
            return True

    def streaks(self) -> Mapping[str, Streak]:
        with self._reading() as db:
            rows = db.execute("select engagement, since, count, why, told from streaks")
            return {row[0]: _streak(*row) for row in rows}

    def keep_streaks(self, kept: Mapping[str, Streak | None], entries: Sequence[OutboxEntry] = ()) -> None:
        with self._writing() as db:
            for engagement, streak in kept.items():
                db.execute("delete from streaks where engagement = ?", [engagement])
                if streak is not None:
                    db.table("streaks").insert(_streak_row(streak))
            for entry in entries:
                outbox.queue(db, entry, entry.engagement, ())


def _digest(address: str, cadence: str, engagement: str, at: str, facts: str) -> KeptDigest:
    told = unpacked(facts)
    names = {Matter(matter): dict(found) for matter, found in told["names"].items()}
    return KeptDigest(address, cadence, engagement, datetime.fromisoformat(at), Facts(told["health"], names))


def _digest_row(kept: KeptDigest) -> dict[str, str]:
    names = {matter.value: dict(found) for matter, found in kept.facts.names.items()}
    return {
        "address": kept.address.casefold(),
        "cadence": kept.cadence,
        "engagement": kept.engagement,
        "at": moment_fact(kept.at),
        "facts": packed({"health": kept.facts.health, "names": names}).decode(),
    }


def _streak(engagement: str, since: str, count: int, why: str, told: int) -> Streak:
    return Streak(engagement, datetime.fromisoformat(since), count, why, bool(told))


def _streak_row(streak: Streak) -> dict[str, object]:
    return {
        "engagement": streak.engagement,
        "since": moment_fact(streak.since),
        "count": streak.count,
        "why": streak.why,
        "told": int(streak.told),
    }
