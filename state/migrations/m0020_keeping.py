"""What outlives the notices that were pruned, and when the store was brought back from a backup."""

from state.rows import Rows


def apply(db: Rows) -> None:
    # Without its key a notice could be written anew, without its state nobody knew whether the client was told.
    db.table("former_notices").create(
        {"id": str, "key": str, "state": str, "at": str},
        pk="id",
        not_null=("key", "state", "at"),
    ).create_index(["key"], unique=True)
    db.table("restored").create({"at": str, "head": str}, pk="at", not_null=("head",))
