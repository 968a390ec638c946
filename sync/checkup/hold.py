"""Holding: whether the hold status or the flag is there, and whether ways lead where they must."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rules.policy import Policy
from rules.values import fold
from sync.checkup.checks import Check, Place, State, some
from sync.checkup.stages import could_block, kinds, statuses_of
from sync.engagement import Engagement, Mode
from sync.examination import Extent, FieldFact, Grant, Right, Sample, Track
from sync.holds.routes import Routes, Way, route
from sync.remembered import FLAGGED


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of an engagement's place: its policy, scope, tickets changed last, and fields."""

    policy: Policy
    extent: Extent
    samples: Sequence[Sample]
    facts: Sequence[FieldFact] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """Tickets that may be tried; `ask` tells where one of them can go, by its key. None is asked twice."""

    samples: tuple[Sample, ...]
    routes: Routes
    ask: Callable[[str], tuple[Way, ...]]

    def route(self, sample: Sample, status: str, origin: str) -> tuple[str, ...]:
        """Return the statuses a ticket passes on its way; none later than `origin`, where it is held from."""

        def ways(of: str) -> tuple[Way, ...]:
            there = (
                one for one in (sample, *self.samples) if one.track == sample.track and fold(one.status) == fold(of)
            )
            found = next(there, None)
            return self.ask(found.key) if found is not None else ()

        return route(sample.status, status, ways, self.routes.barred(origin))

    def tried(self, ground: Ground) -> tuple[Sample, ...]:
        """Choose one ticket for each track and status whose ways matter: where it can be held, and where it waits."""
        bound = {track.name for track in ground.extent.tracks if not track.is_free}
        chosen: dict[tuple[str, str], Sample] = {}
        for sample in self.samples:
            is_hold = ground.policy.setting.is_hold(sample.status)
            if sample.track in bound and (is_hold or could_block(ground.policy, sample.type, sample.status)):
                chosen.setdefault((sample.track, fold(sample.status)), sample)
        return tuple(chosen.values())


def is_worth_trying(engagement: Engagement, grants: Sequence[Grant]) -> bool:
    """Tell whether ways should be tried: where holding moves tickets, and the bot may move them at all."""
    may_move = all(grant.given is not False for grant in grants if grant.right is Right.MOVE)
    return engagement.hold is not None and not engagement.hold.flag and may_move


def hold(engagement: Engagement, ground: Ground, ways: Ways | None) -> Iterator[Check]:
    """Judge how tickets are held, and the ways there and back; `ways` is None where none was tried.

    Where the mode holds nothing yet, a failure is a warning.
    """
    place = Place("hold", engagement.name, engagement.source)
    for check in _hold(place, engagement, ground, ways):
        is_soft = check.state is State.FAIL and engagement.mode is not Mode.ENFORCE
        yield replace(check, state=State.WARN) if is_soft else check


def _hold(place: Place, engagement: Engagement, ground: Ground, ways: Ways | None) -> Iterator[Check]:
    if engagement.hold is None:
        yield place.ok("hold", f"nothing is held in mode {engagement.mode}")
    elif engagement.hold.flag:
        yield _flag(place, engagement.fields.get(FLAGGED, FLAGGED), ground.facts)
    elif engagement.hold.status is None:
        yield from _returns(place, ground, ways)
    else:
        yield from _by_status(place, ground, ways, engagement.hold.status)


def _flag(place: Place, name: str, facts: Sequence[FieldFact]) -> Check:
    found = [one for one in facts if name == one.id or fold(name) == fold(one.name)]
    if len(found) == 1:
        return place.ok("flag", f"is field “{found[0].name}” ({found[0].id})")
    said = f"{len(found)} fields are called “{name}”" if found else f"no field is called “{name}”"
    return place.fail("flag", said, f"Name the flag's own id under fields: of {place.engagement}: {{{FLAGGED}: …}}.")


def _returns(place: Place, ground: Ground, ways: Ways | None) -> Iterator[Check]:
    """Judge whether a blocked ticket can be sent back to an earlier stage, in one step."""
    if all(track.is_free for track in ground.extent.tracks):
        yield place.ok("ways", "every status leads back to the stage before")
        return
    if ways is None:
        yield _untried(place, "none back to the stage before was tried")
        return
    tried = [one for one in ways.tried(ground) if _earlier(one.status, ground.policy)]
    stuck = [one for one in tried if not _leads_back(one, ways, ground.policy)]
    for one in stuck:
        said = f"{one.key} ({one.track}) cannot be sent back from “{one.status}”; {_can_go(ways.ask(one.key))}"
        fix = f"Add a transition from “{one.status}” to the stage before to the workflow of {one.track}, open to the bot's account."
        yield place.fail(f"back from {one.status}", said, fix)
    if not tried:
        yield _not_tried(place, "way back", "no ticket stands where a rule could send it back, so no way was tried")
    elif not stuck:
        yield place.ok("way back", f"leads to the stage before, tried from {some(_statuses(tried), 8)}")


def _earlier(status: str, policy: Policy) -> frozenset[str]:
    """Return the folded statuses that mean an earlier stage than this one."""
    found: set[str] = set()
    for pack, stage in policy.setting.stages_of(status).items():
        order = policy.order[pack]
        table = policy.setting.stages[pack]
        found |= {name for name, one in table.items() if order[fold(one)] < order[fold(stage)]}
    return frozenset(found)


def _leads_back(sample: Sample, ways: Ways, policy: Policy) -> bool:
    earlier = _earlier(sample.status, policy)
    return any(fold(way.to) in earlier and not way.wants for way in ways.ask(sample.key))


def _by_status(place: Place, ground: Ground, ways: Ways | None, status: str) -> Iterator[Check]:
    tracks = [one for one in ground.extent.tracks if _has(one, status)]
    if not tracks:
        yield _no_status(place, ground.extent, status)
        return
    yield from _status(place, ground.policy, ground.extent, ground.samples, status)
    if all(track.is_free for track in tracks):
        yield place.ok("ways", f"every status leads to “{status}” and back")
    elif ways is None:
        yield _untried(place, f"none to “{status}” was tried")
    else:
        yield from _way_there(place, ground, tracks, ways, status)
        yield from _way_back(place, ground, tracks, ways, status)


def _untried(place: Place, said: str) -> Check:
    fix = "Let the bot's account move tickets, then run doctor again."
    return place.warn("ways", f"{said}, since the bot may not move tickets", fix)


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


def _way_there(place: Place, ground: Ground, tracks: Sequence[Track], ways: Ways, status: str) -> Iterator[Check]:
    is_hold = ground.policy.setting.is_hold
    tried = {
        one: ways.route(one, status, one.status)
        for one in ways.tried(ground)
        if not is_hold(one.status) and _in(one, tracks)
    }
    stuck = [one for one, found in tried.items() if not found]
    for one in stuck:
        yield _no_way(place, one, ways, status)
    if not tried:
        said = f"no ticket stands where a rule could block, so no way to “{status}” was tried"
        yield _not_tried(place, "way there", said)
    elif not stuck:
        told = list(dict.fromkeys(_from(one.status, found) for one, found in tried.items()))
        yield place.ok("way there", f"leads to “{status}”, tried from {some(told, 8)}")


def _from(status: str, found: Sequence[str]) -> str:
    """Say where a way begins, and what it passes."""
    over = [f"“{one}”" for one in found[:-1]]
    return f"“{status}” over {', '.join(over)}" if over else f"“{status}”"


def _way_back(place: Place, ground: Ground, tracks: Sequence[Track], ways: Ways, hold_status: str) -> Iterator[Check]:
    policy = ground.policy
    held = [one for one in ways.tried(ground) if policy.setting.is_hold(one.status) and _in(one, tracks)]
    wanted = [(one, status) for one in held for status in _origins(one, policy, tracks)]
    stuck = [(one, status) for one, status in wanted if not ways.route(one, status, status)]
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
    found = ways.ask(sample.key)
    name = f"{sample.status} to {status}"
    said = f"{sample.key} ({sample.track}) cannot be moved from “{sample.status}” to “{status}”; {_can_go(found)}"
    asking = list(dict.fromkeys(want for way in found if fold(way.to) == fold(status) for want in way.wants))
    if asking:
        said = (
            f"the move of {sample.key} ({sample.track}) from “{sample.status}” to “{status}” asks for {some(asking, 8)}"
        )
        return place.fail(name, said, f"Give a value for each under hold: fills: of {place.engagement}.")
    fix = f"Add a transition from “{sample.status}” to “{status}” to the workflow of {sample.track}, open to the bot's account."
    return place.fail(name, said, fix)


def _can_go(ways: Sequence[Way]) -> str:
    open_ways = list(dict.fromkeys(way.to for way in ways))
    return f"it can go to: {some(open_ways, 8)}" if open_ways else "no way is open to the bot there"


def _not_tried(place: Place, name: str, said: str) -> Check:
    fix = "Put a test ticket there by hand, run doctor again, then delete the ticket."
    return place.warn(name, said, fix)
