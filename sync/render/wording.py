"""The fixed phrases of client mail, as data: one mapping per language, and the few ways to fill them."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from rules.values import fold

Wording = Mapping[str, str]

LANGUAGES = ("en", "de")
PACKS_ARE_IN = "en"  # the language the bundled packs are written in
TERM = "term."
"""Begins the phrases that say how a word of a pack or a tracker is called; what follows is folded."""

# Embeddings, overrides and isolates: left open in a name they would turn the words around it.
_DIRECTION_SWITCHES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_CHARACTERS = frozenset("\ufffe\uffff")  # no XML reader takes them
_CONTROL_OR_SURROGATE = frozenset({"Cc", "Cs"})


@cache
def wording_of(language: str) -> Wording:
    """Return the built-in phrases of a language; FileNotFoundError for one that there is not."""
    sentences = _phrases(f"terms.{language}.yaml") if language != PACKS_ARE_IN else {}
    terms = {TERM + fold(sentence): said for sentence, said in sentences.items()}
    return MappingProxyType({**_phrases(f"wording.{language}.yaml"), **terms})


def _phrases(file: str) -> Wording:
    text = files("sync.render").joinpath("templates", file).read_text(encoding="utf-8")
    phrases: Wording = yaml.safe_load(text)
    return phrases


def clean(value: object) -> str:
    """Turn any value into one line of text that is safe to encode and to show.

    White space becomes single spaces; control signs and switches of writing direction are dropped.
    """
    text = str(value)
    if not text.isprintable():  # no sign of one that is has to be looked at
        text = "".join(sign for sign in text if sign.isspace() or _is_text(sign))
    return " ".join(text.split())


def _is_text(sign: str) -> bool:
    return not (
        sign in _DIRECTION_SWITCHES or sign in _NO_CHARACTERS or unicodedata.category(sign) in _CONTROL_OR_SURROGATE
    )


def say(wording: Wording, phrase: str, **values: object) -> str:
    """Fill a phrase; KeyError where the language lacks it or one of its values is missing."""
    return wording[phrase].format(**{name: clean(value) for name, value in values.items()})


def counted(wording: Wording, phrase: str, count: float) -> str:
    """Fill the singular or plural of a phrase with its count."""
    return say(wording, f"{phrase}.{'one' if count == 1 else 'other'}", count=in_figures(wording, count))


def in_figures(wording: Wording, number: float) -> str:
    """Write a number as the language does, with at most two decimals."""
    written = f"{number:,.2f}".rstrip("0").rstrip(".")
    return "".join(wording[f"number.{_SIGNS[sign]}"] if sign in _SIGNS else sign for sign in written)


_SIGNS = {",": "thousands", ".": "decimal"}


def in_words(wording: Wording, day: date) -> str:
    """Write a day with its month as a word."""
    return say(wording, "day", day=day.day, month=wording[f"month.{day.month}"], year=day.year)


def listed(wording: Wording, items: Sequence[str]) -> str:
    """Join items as in a sentence: "a, b and c"; empty text for none."""
    *front, last = items or ("",)
    between = wording["list.between"].join(front)
    return wording["list.last"].join(filter(None, (between, last)))


def called(wording: Wording, term: str) -> str:
    """Return how the language calls a stage, a type, a field or a sentence of a rule; the term where it has no word."""
    return wording.get(TERM + fold(term), term)


def shown(wording: Wording, value: str | date) -> str:
    """Write the value of a client-visible field."""
    return in_words(wording, value) if isinstance(value, date) else value
