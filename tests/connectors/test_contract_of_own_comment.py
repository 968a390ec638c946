"""How every connector tells the bot's own comment as it wrote it from one that people changed."""

import pytest
from hypothesis import HealthCheck, given, settings

from sync.comment import MARKER, Footer, Headline, Paragraph, Run, StickyComment
from sync.ports import Edit
from tests.comment.nasty import SNIPPETS, comments
from tests.comment.states import STATES
from tests.connectors.places import Can


@pytest.fixture
def ticket(desk):
    return desk.create()


@pytest.fixture
def write(desk, tracker, ticket):
    """Write a comment anew, or in the place of another one; return its id."""

    def write(comment, comment_id=None):
        return tracker.edit(Edit(desk.id(ticket), ticket, comment=comment, comment_id=comment_id)).comment_id

    return write


@pytest.fixture
def own(desk, tracker, ticket):
    """Look for the comment, of an id or by its marker."""
    return lambda comment_id=None: tracker.sticky_comment(desk.id(ticket), MARKER, comment_id)


@pytest.mark.parametrize("state", STATES)
def test_what_was_written_is_read_back_with_the_same_words(tracker, write, own, state):
    comment_id = write(STATES[state])
    assert own(comment_id).words == tracker.reads_as(STATES[state])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(comment=comments())
def test_any_comment_is_read_back_with_the_same_words(tracker, write, own, comment):
    assert own(write(comment)).words == tracker.reads_as(comment)


def test_every_nasty_text_is_read_back_with_the_same_words(tracker, write, own):
    comment_id = None
    for text in SNIPPETS:
        comment = StickyComment((Paragraph((Run(text), Run(" z"))), Footer((Run(MARKER),))))
        comment_id = write(comment, comment_id)
        assert (text, own(comment_id).words) == (text, tracker.reads_as(comment))


def test_whoever_is_mentioned_makes_no_other_words(desk, tracker, write, own):
    runs = (Run("Bo", mention=desk.account(desk.author)), Run(": your turn"))
    comment = StickyComment((Paragraph(runs), Footer((Run(MARKER),))))
    assert own(write(comment)).words == tracker.reads_as(comment)


def test_other_content_has_other_words(tracker, sticky):
    assert tracker.reads_as(sticky("1 check fails")) != tracker.reads_as(sticky("2 checks fail"))


def test_a_comment_that_is_found_by_its_id_costs_one_read(place, write, own, sticky):
    comment_id = write(sticky())
    own(comment_id)  # the bot asks once who it is
    before = len(place.desk.service.log)
    assert own(comment_id).id == comment_id
    assert len(place.desk.service.log) - before == 1


def test_whoever_edited_it_last_is_told_where_the_tracker_tells(place, desk, tracker, ticket, write, own, sticky):
    comment_id = write(sticky())
    untouched = own(comment_id)
    desk.people(desk.author).edit_comment(ticket, comment_id, "Not so.")
    touched = own(comment_id)
    assert touched.words != untouched.words
    if Can.TELL_EDITORS in place.can:
        assert untouched.editor.same_as(tracker.identity()) is True
        assert touched.editor.id == desk.account(desk.author)
    else:
        assert (untouched.editor, touched.editor) == (None, None)


def test_a_comment_somebody_took_the_marker_out_of_is_still_found_by_its_id(desk, ticket, write, own, sticky):
    comment_id = write(sticky())
    desk.people(desk.author).edit_comment(ticket, comment_id, "1 check fails")
    assert own(comment_id).id == comment_id
    assert own() is None


def test_without_its_marker_it_has_the_same_words(desk, ticket, tracker, write, own):
    comment = StickyComment((Headline("error", (Run("1 check fails"),)), Footer((Run(MARKER),))))
    comment_id = write(comment)
    desk.people(desk.author).edit_comment(ticket, comment_id, "1 check fails")
    assert own(comment_id).words == tracker.reads_as(comment)


def test_where_the_id_leads_nowhere_the_oldest_with_the_marker_is_meant(desk, ticket, write, own, sticky):
    gone, kept = write(sticky("first")), write(sticky("second"))
    write(sticky("third"))
    desk.delete_comment(ticket, gone)
    assert own(gone).id == kept


def test_nothing_is_found_where_nothing_is(own):
    assert own("424242") is None
