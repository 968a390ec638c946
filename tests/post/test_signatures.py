"""Nobody but us can make a link or a return path, and every one of ours is read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.mailing.return_path import ref_of, return_path
from sync.mailing.signing import SigningKey
from sync.mailing.unsubscribe import Unsubscription, link_of, token_of, wish_of

KEY, OTHER = SigningKey("a key of the installation"), SigningKey("a key of somebody else")
BOUNCES = "bounces@acme.example"
REF = "0123456789abcdef"
WISH = Unsubscription("ana@client.example", "apollo", "weekly")


@given(some.builds(Unsubscription, some.text(max_size=80), some.text(max_size=40), some.text(max_size=20)))
def test_a_link_says_again_what_was_put_in(wish):
    token = token_of(wish, KEY)
    assert wish_of(token, KEY) == wish
    assert link_of("https://board.acme.example", wish, KEY) == f"https://board.acme.example/u/{token}"


@given(some.data())
def test_a_link_with_any_sign_changed_is_nobodys(data):
    token = token_of(WISH, KEY)
    place = data.draw(some.integers(0, len(token) - 1))
    other = data.draw(some.characters().filter(lambda sign: sign != token[place]))
    assert wish_of(token[:place] + other + token[place + 1 :], KEY) is None


@given(some.text(max_size=200))
def test_any_text_is_read_without_harm(text):
    assert wish_of(text, KEY) is None
    assert ref_of(text, BOUNCES, KEY) is None


def test_another_key_reads_nothing():
    assert wish_of(token_of(WISH, KEY), OTHER) is None
    assert ref_of(return_path(BOUNCES, REF, KEY), BOUNCES, OTHER) is None


def test_a_signature_for_one_purpose_is_none_for_another():
    said = token_of(WISH, KEY).partition(".")[0]
    assert wish_of(f"{said}.{KEY.sign('return path', said)}", KEY) is None


def test_a_signature_cut_short_is_none():
    said, _, signature = token_of(WISH, KEY).partition(".")
    assert wish_of(f"{said}.{signature[:8]}", KEY) is None
    assert wish_of(f"{said}.", KEY) is None


def test_a_return_path_is_known_again_whatever_became_of_its_case():
    path = return_path(BOUNCES, REF, KEY)
    assert ref_of(path, BOUNCES, KEY) == ref_of(path.upper(), "Bounces@Acme.example", KEY) == REF
    assert len(path.partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "address",
    [
        BOUNCES,
        f"bounces+{REF}@acme.example",
        f"bounces+{REF}.{'0' * 16}@acme.example",
        return_path("bounces@other.example", REF, KEY),
    ],
)
def test_other_addresses_are_no_return_path(address):
    assert ref_of(address, BOUNCES, KEY) is None


def test_the_key_never_shows():
    assert "installation" not in repr(KEY)
