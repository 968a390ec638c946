"""Holding: whether the hold status is there, and whether ways lead to it and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.policy import Policy
from rules.values import fold
from sync.checkup.checks import Check, Place, some
from sync.checkup.stages import could_block, kinds, statuses_of
from sync.engagement import Engagement, Mode
from sync.examination import Extent, Sample, Track


@dataclass(frozen=True, slots=True)
class Ways:
    """Where sample tickets can go: statuses by the ticket's key. What is not in it was not tried."""

    samples: tuple[Sample, ...] = ()
    by_key: Mapping[str, tuple[str, ...]] | None = None


def to_be_tried(policy: Policy, extent: Extent, samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """Choose one ticket for each track and status whose ways matter: where it can be held, and where it waits."""
    bound = {track.name for track in extent.tracks if not track.is_free}
    chosen: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        if sample.track in bound and (_is_held(policy, sample) or _could_be_held(policy, sample)):
            chosen.setdefault((sample.track, fold(sample.status)), sample)
    return tuple(chosen.values())


def _is_held(policy: Policy, sample: Sample) -> bool:
    return policy.setting.is_hold(sample.status)


def _could_be_held(policy: Policy, sample: Sample) -> bool:
    has_stage = bool(policy.setting.stages_of(sample.status))
    return has_stage and could_block(policy, sample.type, sample.status)


def hold(
    engagement: Engagement, policy: Policy, extent: Extent, samples: Sequence[Sample], ways: Ways
) -> Iterator[Check]:
    """Judge the hold status and the ways to it and back; nothing to judge where nothing is held."""
    place = Place("hold", engagement.name, engagement.source)
    if engagement.hold is None:
        yield place.ok("hold", f"nothing is held in mode {engagement.mode}")
    elif engagement.hold.status is None:
        fix = f"Set hold: {{status: …}} of {engagement.name}."
        yield place.warn("hold", "this version holds by a status only; no ticket would be held", fix)
    else:
        with_it = [one for one in extent.tracks if _has(one, engagement.hold.status)]
        if with_it:
            yield from _status(place, policy, extent, samples, engagement.hold.status)
            yield from _ways_there(place, policy, with_it, ways, engagement.hold.status)
            yield from _ways_back(place, engagement, policy, with_it, ways)
        else:
            yield _no_status(place, extent, engagement.hold.status)


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


def _ways_there(place: Place, policy: Policy, tracks: Sequence[Track], ways: Ways, status: str) -> Iterator[Check]:
    if all(track.is_free for track in tracks):
        yield place.ok("way there", f"every status leads to “{status}”")
        return
    known = ways.by_key or {}
    tried = [one for one in ways.samples if one.key in known and not _is_held(policy, one) and _in(one, tracks)]
    stuck = [one for one in tried if fold(status) not in map(fold, known[one.key])]
    for one in stuck:
        yield _no_way(place, one, known[one.key], status)
    if not tried:
        yield _not_tried(
            place, "way there", f"no ticket stands where a rule could block, so no way to “{status}” was tried"
        )
    elif not stuck:
        yield place.ok("way there", f"leads to “{status}”, tried from {some(_statuses(tried), 8)}")


def _ways_back(
    place: Place, engagement: Engagement, policy: Policy, tracks: Sequence[Track], ways: Ways
) -> Iterator[Check]:
    if all(track.is_free for track in tracks):
        yield place.ok("way back", "every status can be gone back to")
        return
    known = ways.by_key or {}
    held = [one for one in ways.samples if one.key in known and _is_held(policy, one) and _in(one, tracks)]
    stuck = False
    for one in held:
        track = next(track for track in tracks if track.name == one.track)
        for status in track.statuses:
            if policy.setting.stages_of(status) and fold(status) not in map(fold, known[one.key]):
                stuck = True
                yield _no_way(place, one, known[one.key], status)
    if not held:
        hold_status = engagement.hold.status if engagement.hold else ""
        yield _not_tried(place, "way back", f"no ticket stands in “{hold_status}”, so no way back was tried")
    elif not stuck:
        yield place.ok("way back", f"leads to every stage, tried with {some([one.key for one in held])}")


def _in(sample: Sample, tracks: Sequence[Track]) -> bool:
    return sample.track in {track.name for track in tracks}


def _statuses(samples: Sequence[Sample]) -> list[str]:
    return list(dict.fromkeys(f"“{one.status}”" for one in samples))


def _no_way(place: Place, sample: Sample, ways: Sequence[str], status: str) -> Check:
    can = f"it can go to: {some(list(dict.fromkeys(ways)), 8)}" if ways else "no way is open to the bot there"
    said = f"{sample.key} ({sample.track}) cannot be moved from “{sample.status}” to “{status}”; {can}"
    fix = f"Add a transition from “{sample.status}” to “{status}” to the workflow of {sample.track}, open to the bot's account."
    return place.fail(f"{sample.status} to {status}", said, fix)


def _not_tried(place: Place, name: str, said: str) -> Check:
    fix = "Put a test ticket there by hand, run doctor again, then delete the ticket."
    return place.warn(name, said, fix)


def wants_ways(engagement: Engagement) -> bool:
    """Tell whether an engagement holds by a status, so that ways have to be tried."""
    return engagement.hold is not None and engagement.hold.status is not None and engagement.mode is not Mode.OFF
