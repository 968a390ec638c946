"""What a condition can look at: each subject becomes a closure from a scene to a value or a reason."""

from collections.abc import Callable, Mapping
from operator import attrgetter

from rules.model import Checklist, Comment, Move, Neighbour, Ticket, Value
from rules.scene import Scene, Setting
from rules.values import Unseen, any_of, fold

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
IN_HOURS = frozenset({"estimate", "time spent"})


def field(name: str, pack: str) -> Look:
    """Look at a native fact or a tracker's field; native lower-case names win (V17)."""
    if name == "stage":
        return lambda scene: scene.stages.get(pack)
    if name in NATIVE:
        return _native(name)

    def look(scene: Scene) -> Value | Unseen:
        ticket = scene.ticket
        if name in ticket.unseen:
            return Unseen(ticket.unseen[name])
        return ticket.fields.get(name)

    return look


def _native(name: str) -> Look:
    read: Callable[[Ticket], Value] = attrgetter(NATIVE[name])

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
        if "checklists" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["checklists"])
        found = [c for c in scene.ticket.checklists if wanted == "any" or fold(c.name) == wanted]
        if not found:
            return None
        return Checklist(name, tuple(item for c in found for item in c.items))

    return look


def attachments(pattern: str) -> Callable[[Scene], "tuple[str, ...] | Unseen"]:
    fits = (lambda _name: True) if fold(pattern) == "any" else names_match(pattern)

    def look(scene: Scene) -> tuple[str, ...] | Unseen:
        if "attachments" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["attachments"])
        return tuple(name for name in scene.ticket.attachments if fits(name))

    return look


def label(name: str) -> Callable[[Scene], "bool | Unseen"]:
    wanted = fold(name)

    def look(scene: Scene) -> bool | Unseen:
        if "labels" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["labels"])
        return any(fold(one) == wanted for one in scene.ticket.labels)

    return look


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
    )


def stage_of(one: Neighbour, setting: Setting, pack: str) -> str | None:
    """Return the stage a neighbour's status means; None where it is mapped to none."""
    if one.stage is not None or one.status is None:
        return one.stage
    return setting.stage(pack, one.status)


def comments(argument: Mapping[str, tuple[str, ...]]) -> Callable[[Scene], "tuple[Comment, ...] | Unseen"]:
    """Find comments by role and words; never the bot's own, apps only for `anyone` (S11, S12)."""
    by = argument.get("by", ("anyone",))
    says = tuple(fold(text) for text in argument.get("says", ()))

    def look(scene: Scene) -> tuple[Comment, ...] | Unseen:
        if "comments" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["comments"])
        said = [one for one in scene.ticket.comments if _counts(one, scene) and _says(one, says)]
        answers = [(one, _by_role(one, by, scene.setting)) for one in said]
        if any(held is None for _, held in answers) and not any(held for _, held in answers):
            return Unseen("who wrote a comment cannot be matched to a role")
        return tuple(one for one, held in answers if held)

    return look


def _counts(comment: Comment, scene: Scene) -> bool:
    bot = scene.setting.bot
    return bot is None or not comment.author.same_as(bot)


def _says(comment: Comment, says: tuple[str, ...]) -> bool:
    return not says or any(text in fold(comment.text) for text in says)


def _by_role(comment: Comment, roles: tuple[str, ...], setting: Setting) -> bool | None:
    if comment.author.is_app:
        return any(fold(role) == "anyone" for role in roles)
    return any_of([setting.holds(comment.author, role) for role in roles])


def moved(stages: tuple[str, ...], pack: str) -> Callable[[Scene], "Move | Unseen | None"]:
    """Find the newest change of stage into one of these; the bot's holds and releases are no moves (S16)."""
    wanted = {fold(stage) for stage in stages}

    def look(scene: Scene) -> Move | Unseen | None:
        if "moves" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["moves"])
        found = [move for move in moves_between_stages(scene, pack) if fold(move.to_stage or "") in wanted]
        return max(found, key=lambda move: move.at, default=None)

    return look


def moves_between_stages(scene: Scene, pack: str) -> list[Move]:
    """Return moves that changed the stage in a pack, in order of time, each with the stage it led to."""
    told: list[Move] = []
    stage: str | None = None
    for move in scene.ticket.moves:
        to = move.to_stage or scene.setting.stage(pack, move.to_status)
        if to is not None and to != stage and not _is_bots(move, scene):
            told.append(Move(move.from_status, move.to_status, move.at, move.by, to))
        stage = to or stage
    return told


def _is_bots(move: Move, scene: Scene) -> bool:
    bot = scene.setting.bot
    return bot is not None and move.by is not None and move.by.same_as(bot) is True
