"""What people did to the bot's comments outlives the process."""

import pytest

from sync.remembered import Footprint

TOUCHED = Footprint("1", "77", "c0ffee", comment_words="ab12", comment_losses=1, comment_left_for=("has-owner",))


@pytest.mark.parametrize("left_for", [None, (), ("has-owner", "has-due")])
def test_a_footprint_comes_back_as_it_was(store, open_again, left_for):
    kept = Footprint("1", None, None, comment_losses=2, comment_left_for=left_for)
    store.keep_footprint("apollo", TOUCHED)
    store.keep_footprint("apollo", kept)
    store.keep_footprint("apollo", Footprint("2", "78", comment_words="cd34"))
    assert open_again().footprints("apollo") == {"1": kept, "2": Footprint("2", "78", comment_words="cd34")}
