"""Writes the team's digests after a run: one mail to an address, on all its engagements whose time has come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256

from rules.calendar import Calendar
from sync.account import EngagementAccount
from sync.engagement import Engagement
from sync.mailing.post import Draft, entry_for_team
from sync.notices import TEAM_DIGEST
from sync.reading import calendar_of
from sync.remembered import OutboxEntry
from sync.render.team_digest import render_digest
from sync.stand import World
from sync.team.digest_content import Before, Material, part_for
from sync.team.digest_material import material_of
from sync.team.digest_parts import Part
from sync.team.digest_wishes import CADENCES, Wish, is_due, wishes
from sync.team.store import KeptDigest

Kept = Mapping[tuple[str, str], KeptDigest]
"""What an address was told last, by cadence and engagement."""


@dataclass(frozen=True, slots=True)
class Written:
    """A digest and what is to be remembered of it; without an entry there was nothing to tell."""

    kept: tuple[KeptDigest, ...]
    entry: OutboxEntry | None


def write_digests(
    world: World, engagements: Sequence[Engagement], accounts: Sequence[EngagementAccount], now: datetime
) -> tuple[Written, ...]:
    """Write every digest whose time has come; nothing is kept here."""
    by_address: defaultdict[str, list[Wish]] = defaultdict(list)
    for wish in wishes(engagements, world.digest, world.team):
        by_address[wish.address.casefold()].append(wish)
    writer = _Writer(world, {one.name: one for one in accounts}, now)
    return tuple(written for group in by_address.values() if (written := writer.written(group)) is not None)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the digests of one run; what is in an engagement is looked up once."""

    world: World
    accounts: Mapping[str, EngagementAccount]
    now: datetime
    _materials: dict[str, Material] = field(default_factory=dict)

    def written(self, group: Sequence[Wish]) -> Written | None:
        """Write the digest of one address; None where nothing of it is due. Its morning is that of the client of its
        first engagement."""
        address, calendar = group[0].address, calendar_of(group[0].engagement.client)
        kept = {(one.cadence, one.engagement): one for one in self.world.store.mail.team.digests(address)}
        due = [one for one in group if is_due(one.cadence, calendar, self.now, _day(kept, one, calendar))]
        return self._of_due(due, kept, calendar.day(self.now)) if due else None

    def _of_due(self, due: Sequence[Wish], kept: Kept, today: date) -> Written:
        address, by_engagement = due[0].address, _by_engagement(due)
        parts = {
            name: part_for(_as_one(group), self._material(group[0].engagement), _before(group, kept))
            for name, group in by_engagement.items()
        }
        told = tuple(self._kept(one, parts[one.engagement.name]) for one in due)
        if all(part.is_empty for part in parts.values()):
            return Written(told, None)
        cadence = max((one.cadence for one in due), key=CADENCES.index)
        letter = render_digest(tuple(parts.values()), cadence, today, stationery=self.world.stationery)
        draft = Draft(TEAM_DIGEST, "", _key(due, today), letter)
        engagement = due[0].engagement.name if len(parts) == 1 else ""
        return Written(told, entry_for_team(draft, address, engagement, self.world.mail, self.now))

    def _kept(self, wish: Wish, part: Part) -> KeptDigest:
        return KeptDigest(wish.address, wish.cadence, part.engagement, self.now, part.facts)

    def _material(self, engagement: Engagement) -> Material:
        if engagement.name not in self._materials:
            found = material_of(self.world, engagement, self.now)
            self._materials[engagement.name] = replace(found, trouble=self._trouble(engagement.name))
        return self._materials[engagement.name]

    def _trouble(self, engagement: str) -> str:
        """Return why the newest cycle was not completed; as it is remembered, where that was another run."""
        if (account := self.accounts.get(engagement)) is not None:
            return account.failures[0].message if account.failures else ""
        streak = self.world.store.mail.team.streaks().get(engagement)
        return streak.why if streak is not None else ""


def _day(kept: Kept, wish: Wish, calendar: Calendar) -> date | None:
    found = kept.get((wish.cadence, wish.engagement.name))
    return calendar.day(found.at) if found is not None else None


def _by_engagement(due: Sequence[Wish]) -> Mapping[str, Sequence[Wish]]:
    found: defaultdict[str, list[Wish]] = defaultdict(list)
    for one in due:
        found[one.engagement.name].append(one)
    return found


def _as_one(group: Sequence[Wish]) -> Wish:
    """Return what an address wants of one engagement, in whatever roles."""
    return replace(group[0], roles=frozenset().union(*(one.roles for one in group)))


def _before(group: Sequence[Wish], kept: Kept) -> Before | None:
    """Return what the address was told last of an engagement; of several cadences, by the longest time ago."""
    told = [kept[one.cadence, one.engagement.name] for one in group if (one.cadence, one.engagement.name) in kept]
    last = min(told, key=lambda one: one.at, default=None)
    return Before(last.at, last.facts) if last is not None else None


def _key(due: Sequence[Wish], today: date) -> str:
    wanted = sorted(f"{one.cadence} {one.engagement.name}" for one in due)
    told = [TEAM_DIGEST, due[0].address.casefold(), today.isoformat(), *wanted]
    return sha256("\n".join(told).encode()).hexdigest()[:24]
