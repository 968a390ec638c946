"""Holding: whether the hold status is there, and whether ways lead to it and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.policy import Policy
from rules.values import fold
from sync.checkup.checks import Check, Place, State, some
from sync.checkup.stages import could_block, kinds, statuses_of
from sync.engagement import Engagement, Mode
from sync.examination import Extent, Grant, Right, Sample, Track


@dataclass(frozen=True, slots=True)
class Ways:
    """Tickets that were tried, and the statuses each can go to, by its key."""

    samples: tuple[Sample, ...]
    by_key: Mapping[str, tuple[str, ...]]

    def leads(self, sample: Sample, status: str) -> bool:
        """Tell whether a ticket that was tried can go to a status."""
        return fold(status) in map(fold, self.by_key[sample.key])


def is_worth_trying(engagement: Engagement, grants: Sequence[Grant]) -> bool:
    """Tell whether ways should be tried: where something is held by a status, and the bot may move tickets at all."""
    may_move = all(grant.given is not False for grant in grants if grant.right is Right.MOVE)
    return engagement.hold is not None and engagement.hold.status is not None and may_move


def to_be_tried(policy: Policy, extent: Extent, samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """Choose one ticket for each track and status whose ways matter: where it can be held, and where it waits."""
    bound = {track.name for track in extent.tracks if not track.is_free}
    chosen: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        matters = policy.setting.is_hold(sample.status) or could_block(policy, sample.type, sample.status)
        if sample.track in bound and matters:
            chosen.setdefault((sample.track, fold(sample.status)), sample)
    return tuple(chosen.values())


def hold(
    engagement: Engagement, policy: Policy, extent: Extent, samples: Sequence[Sample], ways: Ways | None
) -> Iterator[Check]:
    """Judge the hold status and the ways to it and back; `ways` is None where none was tried.

    Where the mode holds nothing yet, a failure is a warning.
    """
    place = Place("hold", engagement.name, engagement.source)
    for check in _hold(place, engagement, policy, extent, samples, ways):
        is_soft = check.state is State.FAIL and engagement.mode is not Mode.ENFORCE
        yield replace(check, state=State.WARN) if is_soft else check


def _hold(
    place: Place,
    engagement: Engagement,
    policy: Policy,
    extent: Extent,
    samples: Sequence[Sample],
    ways: Ways | None,
) -> Iterator[Check]:
    if engagement.hold is None:
        yield place.ok("hold", f"nothing is held in mode {engagement.mode}")
        return
    status = engagement.hold.status
    if status is None:
        fix = f"Set hold: {{status: …}} of {engagement.name}."
        yield place.warn("hold", "this version holds by a status only; no ticket would be held", fix)
        return
    tracks = [one for one in extent.tracks if _has(one, status)]
    if not tracks:
        yield _no_status(place, extent, status)
        return
    yield from _status(place, policy, extent, samples, status)
    if all(track.is_free for track in tracks):
        yield place.ok("ways", f"every status leads to “{status}” and back")
    elif ways is None:
        fix = "Let the bot's account move tickets, then run doctor again."
        yield place.warn("ways", f"none to “{status}” was tried, since the bot may not move tickets", fix)
    else:
        yield from _way_there(place, policy, tracks, ways, status)
        yield from _way_back(place, policy, tracks, ways, status)


def _has(track: Track, status: str) -> bool:
    return fold(status) in map(fold, track.statuses)


def _no_status(place: Place, extent: Extent, status: str) -> Check:
    known = ", ".join(f"“{one}”" for one in statuses_of(extent.tracks))
    fix = (
        f"Add “{status}” to the workflow of {extent.name}, or set hold.status of {place.engagement} to one of: {known}."
    )
    return place.fail("status", f"no ticket of {extent.name} can be in “{status}”", fix)


def _status(place: Place, policy: Policy, extent: Extent, samples: Sequence[Sample], status: str) -> Iterator[Check]:
    without = {track.name for track in extent.tracks if not _has(track, status)}
    blockable = (track for track, kind, now in kinds(extent, samples) if could_block(policy, kind, now))
    lacking = list(dict.fromkeys(track for track in blockable if track in without))
    if lacking:
        said = f"{some(lacking)} cannot be in “{status}”, and rules that block can be asked there"
        fix = f"Add “{status}” to the workflow of {some(lacking)}, or keep these tickets out with `when` in the rules."
        yield place.warn("status", said, fix)
    else:
        yield place.ok("status", f"“{status}” is there wherever a rule can block")


def _way_there(place: Place, policy: Policy, tracks: Sequence[Track], ways: Ways, status: str) -> Iterator[Check]:
    tried = [one for one in ways.samples if not policy.setting.is_hold(one.status) and _in(one, tracks)]
    stuck = [one for one in tried if not ways.leads(one, status)]
    for one in stuck:
        yield _no_way(place, one, ways, status)
    if not tried:
        said = f"no ticket stands where a rule could block, so no way to “{status}” was tried"
        yield _not_tried(place, "way there", said)
    elif not stuck:
        yield place.ok("way there", f"leads to “{status}”, tried from {some(_statuses(tried), 8)}")


def _way_back(place: Place, policy: Policy, tracks: Sequence[Track], ways: Ways, hold_status: str) -> Iterator[Check]:
    held = [one for one in ways.samples if policy.setting.is_hold(one.status) and _in(one, tracks)]
    stuck = [(one, status) for one in held for status in _origins(one, policy, tracks) if not ways.leads(one, status)]
    for one, status in stuck:
        yield _no_way(place, one, ways, status)
    if not held:
        yield _not_tried(place, "way back", f"no ticket stands in “{hold_status}”, so no way back was tried")
    elif not stuck:
        yield place.ok("way back", f"leads to where a rule can block, tried with {some([one.key for one in held])}")


def _origins(held: Sample, policy: Policy, tracks: Sequence[Track]) -> Iterator[str]:
    """Yield the statuses a held ticket may have come from."""
    track = next(track for track in tracks if track.name == held.track)
    return (status for status in track.statuses if could_block(policy, held.type, status))


def _in(sample: Sample, tracks: Sequence[Track]) -> bool:
    return sample.track in {track.name for track in tracks}


def _statuses(samples: Sequence[Sample]) -> list[str]:
    return list(dict.fromkeys(f"“{one.status}”" for one in samples))


def _no_way(place: Place, sample: Sample, ways: Ways, status: str) -> Check:
    open_ways = list(dict.fromkeys(ways.by_key[sample.key]))
    can = f"it can go to: {some(open_ways, 8)}" if open_ways else "no way is open to the bot there"
    said = f"{sample.key} ({sample.track}) cannot be moved from “{sample.status}” to “{status}”; {can}"
    fix = f"Add a transition from “{sample.status}” to “{status}” to the workflow of {sample.track}, open to the bot's account."
    return place.fail(f"{sample.status} to {status}", said, fix)


def _not_tried(place: Place, name: str, said: str) -> Check:
    fix = "Put a test ticket there by hand, run doctor again, then delete the ticket."
    return place.warn(name, said, fix)
