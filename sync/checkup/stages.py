"""Statuses and stages: every stage has a status, and every status a gate rule could be asked in has a stage."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches

from rules.fitting import asked_of
from rules.model import Severity, Ticket
from rules.pack import Pack
from rules.policy import CompiledRule, Policy
from rules.scene import Scene
from rules.values import Answer, fold
from sync.checkup.checks import Check, Place, some
from sync.engagement import Engagement
from sync.examination import Extent, Sample, Track

ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # kinds of tickets are asked about, and a kind has no moment


def stages(engagement: Engagement, policy: Policy, extent: Extent, samples: Sequence[Sample]) -> Iterator[Check]:
    """Compare the tracker's statuses with the stages of the packs, both ways (RULINGS G3, G5, G6)."""
    place = Place("stages", engagement.name, engagement.source)
    statuses = statuses_of(extent.tracks)
    for pack in policy.packs:
        if pack.stages:
            yield from _stages_of(place, pack, policy, statuses)
    yield from _unknown_statuses(place, engagement, statuses)
    yield from _statuses_without_stage(place, policy, extent, samples)


def statuses_of(tracks: Iterable[Track]) -> tuple[str, ...]:
    """Return the statuses of some tracks, each once, as the tracker spells them."""
    found: dict[str, str] = {}
    for track in tracks:
        for status in track.statuses:
            found.setdefault(fold(status), status)
    return tuple(found.values())


def _stages_of(place: Place, pack: Pack, policy: Policy, statuses: Sequence[str]) -> Iterator[Check]:
    meant = {policy.setting.stage(pack.name, status) for status in statuses}
    without = [stage.name for stage in pack.stages if stage.name not in meant]
    for name in without:
        fix = f"Map one under stages: of {place.engagement}: {_quoted(statuses)}."
        yield place.fail(name, f"no status means this stage of pack {pack.name}", fix)
    if not without:
        yield place.ok(pack.name, f"each of its {len(pack.stages)} stages has a status")


def _unknown_statuses(place: Place, engagement: Engagement, statuses: Sequence[str]) -> Iterator[Check]:
    known = {fold(status): status for status in statuses}
    for status in engagement.stages:
        if fold(status) not in known:
            near = get_close_matches(fold(status), known, n=1, cutoff=0.6)
            meant = f"Perhaps “{known[near[0]]}” is meant" if near else f"The statuses are: {_quoted(statuses)}"
            fix = f"{meant}; correct it under stages: of {place.engagement}, or take it out."
            yield place.warn(status, "is mapped to a stage, and no ticket can have this status", fix)


def _statuses_without_stage(place: Place, policy: Policy, extent: Extent, samples: Sequence[Sample]) -> Iterator[Check]:
    asked: dict[str, list[str]] = {}
    for track, kind, status in kinds(extent, samples):
        has_stage = policy.setting.is_hold(status) or policy.setting.stages_of(status)
        if not has_stage and any(rule.gate and could_choose(rule, policy, kind, status) for rule in policy.rules):
            asked.setdefault(status, []).append(track if track.startswith(kind) else f"{kind} in {track}")
    for status, where in asked.items():
        said = f"means no stage, and gate rules could be asked there ({some(list(dict.fromkeys(where)))})"
        fix = f"Map it under stages: of {place.engagement}, or keep such tickets out with `when` in the rules."
        yield place.warn(status, said, fix)


def kinds(extent: Extent, samples: Sequence[Sample]) -> Iterator[tuple[str, str, str]]:
    """Yield track, type and status of every kind of ticket there can be; types as met where the tracker tells none."""
    for track in extent.tracks:
        met = tuple(dict.fromkeys(one.type for one in samples if one.track == track.name))
        for kind in track.types or met:
            for status in track.statuses:
                yield track.name, kind, status


def could_block(policy: Policy, kind: str, status: str) -> bool:
    """Tell whether some rule that blocks could fail on a ticket of a type in a status."""
    scene = _scene(policy, kind, status)
    asked = ((rule, asked_of(rule, policy, scene)) for rule in policy.rules if rule.severity is Severity.BLOCK)
    return any(
        one.now and one.may_fail and not one.unmapped and rule.chosen_kind(scene) is not Answer.FAILS
        for rule, one in asked
    )


def could_choose(rule: CompiledRule, policy: Policy, kind: str, status: str) -> bool:
    """Tell whether a rule's `when` could match a ticket of a type in a status, whatever else the ticket holds."""
    return not rule.at_home and rule.chosen_kind(_scene(policy, kind, status)) is not Answer.FAILS


def _scene(policy: Policy, kind: str, status: str) -> Scene:
    ticket = Ticket("", "", "", type=kind, status=status)
    return Scene(ticket, ANY_TIME, ANY_TIME.date(), policy.setting, policy.setting.stages_of(status))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
