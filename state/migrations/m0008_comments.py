"""What people did to the bot's comments: which words were written, how often they were deleted, what is left alone."""

from state.rows import Rows


def apply(db: Rows) -> None:
    footprints = db.table("footprints")
    footprints.add_column("comment_words", str)
    footprints.add_column("comment_losses", int, not_null_default=0)
    footprints.add_column("comment_left_for_facts", str)
