"""What the bot may do in a scope, against what the engagement's mode needs."""

from collections.abc import Iterator, Sequence

from sync.checkup.checks import Check, Place, some
from sync.engagement import Engagement, Mode
from sync.examination import Grant, Right

WRITING = (Right.EDIT, Right.COMMENT, Right.OWN_COMMENT)
NEEDED = {
    Mode.OFF: (),
    Mode.OBSERVE: (Right.BROWSE,),
    Mode.ADVISE: (Right.BROWSE, *WRITING),
    Mode.ENFORCE: (Right.BROWSE, *WRITING, Right.MOVE),
}
WITHOUT = {
    Right.BROWSE: "nothing can be judged",
    Right.EDIT: "labels cannot be written",
    Right.COMMENT: "no comment can be written",
    Right.OWN_COMMENT: "its comment cannot be kept up to date",
    Right.MOVE: "no ticket can be held",
    Right.QUIET: "people who watch a ticket get the tracker's mail when labels change",
}


def rights(engagement: Engagement, grants: Sequence[Grant]) -> Iterator[Check]:
    """Compare every right told with what the mode needs; one that only a later mode needs is a warning."""
    place = Place("permissions", engagement.name, engagement.source)
    for right in Right:
        about = [grant for grant in grants if grant.right is right]
        if about:
            yield _right(place, engagement.mode, right, about)


def _right(place: Place, mode: Mode, right: Right, about: Sequence[Grant]) -> Check:
    denied = [grant.place for grant in about if grant.given is False]
    untold = [grant.place for grant in about if grant.given is None]
    if denied:
        said = f"not given in {some(denied)}, so that {WITHOUT[right]}"
        fix = f"Let the bot's account {right} in {some(denied)}."
        if right in NEEDED[mode]:
            return place.fail(right, said, fix)
        return place.warn(right, f"{said}; mode {mode} can do without", fix)
    if untold:
        fix = "Look in the tracker what the bot's account may do there; the first sync shows it, too."
        return place.warn(right, f"not told for {some(untold)}", fix)
    return place.ok(right, f"given in {some([grant.place for grant in about])}")
