"""Writing in parts: one bad part does not keep the others back."""

from collections.abc import Callable, Iterable

from sync.ports import Missing, Receipt, Refused


def in_turn(steps: Iterable[Callable[[], Receipt]]) -> Receipt:
    """Do all steps, then raise the first Refused or Missing there was; any other error ends them at once."""
    receipt = Receipt()
    first: Refused | Missing | None = None
    for step in steps:
        try:
            done = step()
        except (Refused, Missing) as refused:
            first = first or refused
        else:
            receipt = Receipt(
                done.comment_id or receipt.comment_id,
                done.updated or receipt.updated,
                done.oldest_id or receipt.oldest_id,
            )
    if first:
        raise first
    return receipt
