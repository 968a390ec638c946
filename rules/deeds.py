"""What people did on a ticket: comments they wrote, moves they made, fields they changed."""

from collections.abc import Callable, Mapping

from rules.model import Change, Comment, Move
from rules.scene import Scene, Setting
from rules.values import Unseen, any_of, fold, is_empty


def comments(argument: Mapping[str, tuple[str, ...]]) -> Callable[[Scene], "tuple[Comment, ...] | Unseen"]:
    """Find comments by role and words; never the bot's own, apps only for `anyone` (S11, S12)."""
    by = argument.get("by", ("anyone",))
    says = tuple(fold(text) for text in argument.get("says", ()))

    def look(scene: Scene) -> tuple[Comment, ...] | Unseen:
        if "comments" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["comments"])
        if not any(map(scene.setting.has_role, by)):
            return nobody_holds(by)
        said = [one for one in scene.ticket.comments if _counts(one, scene) and _says(one, says)]
        answers = [(one, _by_role(one, by, scene.setting)) for one in said]
        if any(held is None for _, held in answers) and not any(held for _, held in answers):
            return Unseen("who wrote a comment cannot be matched to a role")
        return tuple(one for one, held in answers if held)

    return look


def nobody_holds(roles: tuple[str, ...]) -> Unseen:
    return Unseen(f"nobody is named as {' or '.join(roles)} under roles")


def first_response(by: tuple[str, ...] | None) -> Callable[[Scene], "Comment | Unseen | None"]:
    """Find the first comment by one of these roles, else by anyone but the reporter; never the bot's own."""

    def look(scene: Scene) -> Comment | Unseen | None:
        if "comments" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["comments"])
        if by and not any(map(scene.setting.has_role, by)):
            return nobody_holds(by)
        for comment in scene.ticket.comments:
            answers = _answers(comment, by, scene) if _counts(comment, scene) else False
            if answers is None:
                return Unseen("who wrote a comment cannot be matched to a role")
            if answers:
                return comment
        return None

    return look


def _answers(comment: Comment, by: tuple[str, ...] | None, scene: Scene) -> bool | None:
    if by:
        return _by_role(comment, by, scene.setting)
    reporter = scene.ticket.reporter
    if comment.author.is_app or reporter is None:
        return not comment.author.is_app
    own = comment.author.same_as(reporter)
    return own if own is None else not own


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


def changes(name: str) -> Callable[[Scene], tuple[Change, ...]]:
    """Find the changes of a field from a filled value; filling it for the first time is none."""
    wanted = fold(name)
    return lambda scene: tuple(
        one for one in scene.ticket.changes or () if fold(one.field) == wanted and not is_empty(one.before)
    )


def moves_back(into: tuple[str, ...], pack: str) -> Callable[[Scene], "tuple[Move, ...] | Unseen"]:
    """Find moves from a stage of the pack to an earlier one of these; `any` means every stage."""
    wanted = frozenset(map(fold, into))

    def look(scene: Scene) -> tuple[Move, ...] | Unseen:
        if "moves" in scene.ticket.unseen:
            return Unseen(scene.ticket.unseen["moves"])
        order = scene.setting.order.get(pack, {})
        moves = moves_between_stages(scene, pack)
        places = [order.get(fold(move.to_stage or ""), 0) for move in moves]
        first = order.get(fold(scene.setting.stage(pack, moves[0].from_status or "") or ""), 0) if moves else 0
        return tuple(
            move
            for move, before, here in zip(moves, [first, *places], places, strict=False)
            if here < before and ("any" in wanted or fold(move.to_stage or "") in wanted)
        )

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
