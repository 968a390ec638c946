"""When the bot says nothing in its comment: a person edited it, or people took it away. Pure."""

from dataclasses import replace

from sync.remembered import Footprint

EDITED = "a person edited the comment, so it stays as they left it"
DELETED = "a person deleted the comment, and nothing has to be told now"
TAKEN_AWAY = "people took the comment away, so none is written until other rules fail"


def silence_over(footprint: Footprint, because: tuple[str, ...]) -> str:
    """Say why nothing is written in the comment while these rules do not pass; empty where it may be tried."""
    if footprint.comment_left_for != because:
        return ""
    return TAKEN_AWAY if footprint.comment_id is None else EDITED


def spoken_again(footprint: Footprint, because: tuple[str, ...]) -> Footprint:
    """Return the footprint after a look at the rules that do not pass: other ones end the silence after a deletion."""
    if footprint.comment_id is None and footprint.comment_left_for not in {None, because}:
        return replace(footprint, comment_left_for=None)
    return footprint
