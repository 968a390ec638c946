"""The chain of the trail: whatever is done to it afterwards is found, and the row is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync.trail import NO_ANCHOR, Anchor, Event, Flaw, Kind, Proof, Row, Wrong, chain, chained, seal_of, verified

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
TEXTS = ("at", "kind", "engagement", "who", "ticket_id", "ticket", "facts")

text = st.text(max_size=8)
plain = st.none() | st.booleans() | st.integers() | st.floats() | text
events = st.builds(
    Event,
    at=st.integers(0, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    kind=st.sampled_from(Kind),
    engagement=st.sampled_from(["apollo", "lumen", ""]),
    who=text,
    ticket_id=st.sampled_from(["", "1", "2"]),
    ticket=st.sampled_from(["", "APO-1"]),
    facts=st.dictionaries(text, plain | st.lists(plain, max_size=3), max_size=3),
)
anchors = st.sampled_from([NO_ANCHOR, Anchor(7, "5ea1")])


@st.composite
def chains(draw, least=1):
    """Return an anchor with the rows that follow on it."""
    anchor = draw(anchors)
    return anchor, list(chain(anchor, draw(st.lists(events, min_size=least, max_size=8))))


@st.composite
def chains_with_a_place(draw, least=1, before_the_end=0):
    anchor, rows = draw(chains(least))
    return anchor, rows, draw(st.integers(0, len(rows) - 1 - before_the_end))


def numbered(anchor, rows):
    """Give rows the numbers of their places, as somebody would who hides that one is gone."""
    return [replace(row, number=anchor.number + 1 + place) for place, row in enumerate(rows)]


@given(chains(least=0))
def test_a_chain_nobody_touched_is_whole_up_to_its_last_row(made):
    anchor, rows = made
    last = rows[-1].anchor if rows else anchor

    assert verified(rows, anchor) == Proof(anchor, last)
    assert verified(rows, anchor, head=last.seal) == Proof(anchor, last)


@given(chains_with_a_place(), st.sampled_from([*TEXTS, "previous", "seal"]), st.text(max_size=8))
def test_any_change_of_any_part_is_found_in_its_row(made, part, instead):
    anchor, rows, place = made
    other = instead if instead != getattr(rows[place], part) else f"{instead}."
    two_before = [anchor, *(row.anchor for row in rows)][max(place - 1, 0)]
    assume(part != "previous" or other != two_before.seal)  # so it would say that the row before it was put in
    rows[place] = replace(rows[place], **{part: other})

    flaw = verified(rows, anchor).flaw
    assert flaw.number == anchor.number + 1 + place
    assert flaw.wrong in {Wrong.CHANGED, Wrong.INSERTED}


@given(chains_with_a_place(least=2, before_the_end=1), events)
def test_a_row_changed_and_sealed_anew_parts_the_one_behind_it(made, event):
    anchor, rows, place = made
    before = rows[place - 1].anchor if place else anchor
    forged = chained(before, event)
    if forged == rows[place]:
        return
    rows[place] = forged

    assert verified(rows, anchor) == Proof(anchor, forged.anchor, Flaw(forged.number + 1, Wrong.PARTED))


@given(chains_with_a_place(least=2, before_the_end=1))
def test_a_removed_row_is_named_by_its_number(made):
    anchor, rows, place = made
    gone = rows.pop(place)

    assert verified(rows, anchor).flaw == Flaw(gone.number, Wrong.REMOVED)


@given(chains_with_a_place(least=2, before_the_end=1))
def test_a_removed_row_whose_number_was_given_to_the_next_is_found_at_that_place(made):
    anchor, rows, place = made
    rows = numbered(anchor, rows[:place] + rows[place + 1 :])

    assert verified(rows, anchor).flaw == Flaw(anchor.number + 1 + place, Wrong.PARTED)


@given(chains_with_a_place(), events, st.booleans())
def test_an_inserted_row_is_named_whether_it_is_sealed_or_not(made, event, is_sealed):
    anchor, rows, place = made
    forged = chained(rows[place - 1].anchor if place else anchor, event)
    forged = forged if is_sealed else replace(forged, seal="0" * 64)
    rows = numbered(anchor, [*rows[:place], forged, *rows[place:]])

    assert verified(rows, anchor).flaw == Flaw(forged.number, Wrong.INSERTED)


@given(chains_with_a_place())
def test_a_row_that_is_there_twice_is_named(made):
    anchor, rows, place = made
    rows.insert(place, rows[place])

    flaw = verified(rows, anchor).flaw
    assert flaw.number == rows[place].number
    assert flaw.wrong is Wrong.INSERTED


@given(chains(least=2), st.data())
def test_two_rows_that_changed_places_are_found_at_the_first_of_them(made, data):
    anchor, rows = made
    one = data.draw(st.integers(0, len(rows) - 2))
    other = data.draw(st.integers(one + 1, len(rows) - 1))
    rows[one], rows[other] = rows[other], rows[one]

    assert verified(numbered(anchor, rows), anchor).flaw.number == anchor.number + 1 + one


@given(chains_with_a_place())
def test_a_tail_that_was_cut_off_is_found_by_the_head_alone(made):
    anchor, rows, place = made
    head, kept = rows[-1].seal, rows[:place]
    end = kept[-1].anchor if kept else anchor

    assert verified(kept, anchor) == Proof(anchor, end)
    assert verified(kept, anchor, head) == Proof(anchor, end, Flaw(end.number + 1, Wrong.CUT))


@given(chains_with_a_place())
def test_a_head_stays_good_when_rows_follow(made):
    anchor, rows, place = made

    assert verified(rows, anchor, rows[place].seal).flaw is None


@given(chains(least=2))
def test_everything_sealed_anew_is_found_by_the_head(made):
    anchor, rows = made
    forged = [chained(anchor, Event(NOON, Kind.RUN, "forged"))]
    for row in rows[1:]:
        last = forged[-1].anchor
        forged.append(replace(row, previous=last.seal, seal=seal_of(last.seal, row.texts)))

    assert verified(forged, anchor).flaw is None
    assert verified(forged, anchor, rows[-1].seal).flaw.wrong is Wrong.CUT


@given(chains_with_a_place(least=2, before_the_end=1))
def test_rows_may_be_thrown_away_from_the_oldest_end_where_an_anchor_stays(made):
    _, rows, place = made
    anchor = rows[place].anchor

    assert verified(rows[place + 1 :], anchor) == Proof(anchor, rows[-1].anchor)


def test_the_seal_is_what_the_documentation_says():
    row = chained(Anchor(3, "ab"), Event(NOON, Kind.MOVE, "apollo", "Kim", "1", "APO-1", {"to": "Done", "from": None}))

    assert row == Row(
        number=4,
        at="2026-03-09T12:00:00+00:00",
        kind="move",
        engagement="apollo",
        who="Kim",
        ticket_id="1",
        ticket="APO-1",
        facts='{"from":null,"to":"Done"}',
        previous="ab",
        seal="a1e5eaf975289c88d240599f01aa36ebc34be7c6cb0efa6a0ce0c9e1f219ff1b",
    )


@pytest.mark.parametrize(("text_of", "told"), [("\ud83d", "?"), ("Kim \ud83d!", "Kim ?!")])
def test_half_an_emoji_in_a_name_does_not_stop_the_trail(text_of, told):
    assert chained(NO_ANCHOR, Event(NOON, Kind.WAIVER, "apollo", who=text_of)).who == told
