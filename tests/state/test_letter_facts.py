"""What a gathered notice tells is kept as JSON text and comes back as the very same letter."""

from dataclasses import is_dataclass, replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from state.letter_facts import PARTS, read, told
from sync.clients import letters
from sync.clients.letters import Digest, Envelope, Health, Single, Survey
from sync.render.letters import render
from sync.render.samples import SAMPLES

KINDS = get_args(Single)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_any_letter_of_a_kind_comes_back_as_it_was(kind):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.from_type(kind))
    def comes_back(letter):
        assert repr(read(told(letter))) == repr(letter)  # which also tells a NaN and the type of each value

    comes_back()


@pytest.mark.parametrize("name", [name for name, letter in SAMPLES.items() if not isinstance(letter, Digest)])
def test_it_is_worded_as_before(name):
    assert render(read(told(SAMPLES[name]))) == render(SAMPLES[name])


def test_a_day_and_a_text_that_looks_like_one_stay_apart():
    results = (("Day", date(2026, 3, 9)), ("Text", "2026-03-09"))
    (milestone,) = (letters.Milestone("Portal", "Story", "Complete", date(2026, 3, 9), results=results),)
    letter = letters.MilestoneSummary("Apollo", Health("on_track"), (milestone,), date(2026, 3, 9))
    assert read(told(letter)) == letter


def test_half_of_an_emoji_is_kept():
    letter = Survey("Apollo \ud83d", "regular", date(2026, 3, 9))
    assert read(told(letter)) == replace(letter)


def test_every_part_of_every_letter_is_known():
    own = {one for one in vars(letters).values() if isinstance(one, type) and is_dataclass(one)}
    assert own - {Digest, Envelope} == set(PARTS)


@pytest.mark.parametrize(
    "text", ['{"of": "Nothing"}', '{"of": "Survey"}', '{"of": "Survey", "more": 1}', "{", '{"x": 1}']
)
def test_anything_else_is_an_error(text):
    with pytest.raises((KeyError, TypeError, ValueError)):
        read(text)
