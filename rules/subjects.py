"""What a condition can look at: each subject becomes a closure from a scene to a value or a reason."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter

from rules.model import Checklist, Neighbour, Ticket, Value
from rules.scene import Scene, Setting
from rules.values import Unseen, fold, is_empty

Look = Callable[[Scene], "Value | Unseen"]

NATIVE: Mapping[str, str] = {
    "title": "title",
    "description": "description",
    "type": "type",
    "status": "status",
    "priority": "priority",
    "assignee": "assignee",
    "reporter": "reporter",
    "owner": "owner",
    "labels": "labels",
    "created": "created",
    "updated": "updated",
    "due": "due",
    "start": "start",
    "resolved": "resolved",
    "estimate": "estimate",
    "time spent": "time_spent",
    "parent": "parent",
    "sprint": "sprint",
    "url": "url",
}
CALLED = {"due": "Due date", "start": "Start date", "url": "URL"}
FACTS_OF_OTHERS = ("due", "start", "assignee", "owner", "estimate", "description", "priority")
"""What `all_have` can ask of linked tickets, children and the engagement's tickets."""
IN_HOURS = frozenset({"estimate", "time spent"})


def field(name: str, pack: str) -> Look:
    """Look at a native fact or a tracker's field; native lower-case names win (V17)."""
    if name == "stage":
        return lambda scene: _stage(scene, pack)
    if name in NATIVE:
        return _native(name)

    def look(scene: Scene) -> Value | Unseen:
        ticket = scene.ticket
        if name in ticket.unseen:
            return Unseen(ticket.unseen[name])
        return ticket.fields.get(name)

    return look


def _stage(scene: Scene, pack: str) -> str | None:
    """Return the ticket's stage in a pack; a pack without stages borrows those of the others."""
    if pack in scene.stages or scene.setting.stages.get(pack):
        return scene.stages.get(pack)
    return next(iter(scene.stages.values()), None)


def native_value(name: str) -> Callable[[Ticket], Value]:
    """Return how a native fact is read off a ticket."""
    return attrgetter(NATIVE[name])


def _native(name: str) -> Look:
    read = native_value(name)

    def look(scene: Scene) -> Value | Unseen:
        ticket = scene.ticket
        if ticket.unseen and name in ticket.unseen:
            return ticket.fields[name] if name in ticket.fields else Unseen(ticket.unseen[name])
        return read(ticket)

    return look


def names_match(pattern: str) -> Callable[[str], bool]:
    """Match a whole folded name, or a pattern where `*` stands for any text (S5)."""
    parts = fold(pattern).split("*") if "*" in pattern else None
    whole = fold(pattern)
    if parts is None:
        return lambda name: fold(name) == whole
    return lambda name: _fits(fold(name), parts)


def _fits(name: str, parts: list[str]) -> bool:
    first, *middle, last = parts
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    place, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def checklist(name: str) -> Callable[[Scene], "Checklist | Unseen | None"]:
    """Find a checklist by name, all of one name as one (S4); `any` gives all of them together."""
    wanted = fold(name)

    def look(scene: Scene) -> Checklist | Unseen | None:
        ticket = scene.ticket
        if ticket.unseen and "checklists" in ticket.unseen:
            return Unseen(ticket.unseen["checklists"])
        found = [c for c in ticket.checklists if wanted == "any" or fold(c.name) == wanted]
        if len(found) <= 1:
            return found[0] if found else None
        return Checklist(name, tuple(item for c in found for item in c.items))

    return look


def attachments(pattern: str) -> Callable[[Scene], "tuple[str, ...] | Unseen"]:
    fits = None if fold(pattern) == "any" else names_match(pattern)

    def look(scene: Scene) -> tuple[str, ...] | Unseen:
        if "attachments" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["attachments"])
        names = scene.ticket.attachments
        return names if fits is None or not names else tuple(name for name in names if fits(name))

    return look


def label(name: str) -> Callable[[Scene], "bool | Unseen"]:
    wanted = fold(name)

    def look(scene: Scene) -> bool | Unseen:
        ticket = scene.ticket
        if ticket.unseen and "labels" in ticket.unseen:
            return Unseen(ticket.unseen["labels"])
        return wanted in folded(ticket.labels)

    return look


@lru_cache(maxsize=16_384)  # few sets of labels stand on many tickets
def folded(names: tuple[str, ...]) -> frozenset[str]:
    """Return names as they are compared."""
    return frozenset(map(fold, names))


def links(wordings: tuple[str, ...]) -> Callable[[Scene], "tuple[Neighbour, ...] | Unseen"]:
    """Find linked tickets by the link's wording as read from this ticket; `any` means every wording (S6)."""
    wanted = {fold(w) for w in wordings}

    def look(scene: Scene) -> tuple[Neighbour, ...] | Unseen:
        if "links" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["links"])
        found = (one for one in scene.ticket.links if "any" in wanted or fold(one.wording) in wanted)
        return tuple(seen_by_now(one, scene) for one in found)

    return look


def children(filters: Mapping[str, tuple[str, ...]], pack: str) -> Callable[[Scene], "tuple[Neighbour, ...] | Unseen"]:
    """Find direct children that match every filter: type, status, stage, label (S8, S10)."""
    wanted = {key: frozenset(map(fold, values)) for key, values in filters.items()}

    def look(scene: Scene) -> tuple[Neighbour, ...] | Unseen:
        if "children" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["children"])
        near = (seen_by_now(one, scene) for one in scene.children)
        return tuple(one for one in near if _chosen(one, wanted, scene.setting, pack))

    return look


def engagement(
    filters: Mapping[str, tuple[str, ...]], pack: str
) -> Callable[[Scene], "tuple[Neighbour, ...] | Unseen"]:
    """Find the engagement's tickets that match every filter; the home ticket is not counted (S18)."""
    wanted = {key: frozenset(map(fold, values)) for key, values in filters.items()}

    def look(scene: Scene) -> tuple[Neighbour, ...] | Unseen:
        return tuple(one for one in scene.engagement or () if _chosen(one, wanted, scene.setting, pack))

    return look


def _chosen(one: Neighbour, wanted: Mapping[str, frozenset[str]], setting: Setting, pack: str) -> bool:
    facts = {
        "type": {fold(one.type or "")},
        "status": {fold(one.status or "")},
        "stage": {fold(stage_of(one, setting, pack) or "")},
        "label": {fold(name) for name in one.labels},
    }
    return all(facts[key] & values for key, values in wanted.items())


def seen_by_now(one: Neighbour, scene: Scene) -> Neighbour:
    """Return a neighbour with what the engagement's own snapshots tell of it."""
    known = scene.neighbours.get(one.key)
    return one if known is None else neighbour_of(known, one.wording)


def neighbour_of(ticket: Ticket, wording: str = "") -> Neighbour:
    """Return a ticket as another one sees it."""
    return Neighbour(
        key=ticket.key,
        type=ticket.type,
        status=ticket.status,
        done=ticket.done,
        wording=wording,
        labels=ticket.labels,
        due=ticket.due,
        newest_at=ticket.resolved or ticket.created,
        filled=frozenset(name for name in FACTS_OF_OTHERS if not is_empty(getattr(ticket, name))),
    )


def stage_of(one: Neighbour, setting: Setting, pack: str) -> str | None:
    """Return the stage a neighbour's status means; None where it is mapped to none."""
    if one.stage is not None or one.status is None:
        return one.stage
    return setting.stage(pack, one.status)
