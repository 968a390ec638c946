"""Words for text that is no YAML."""

import yaml

_AT_THE_OPENING = ("found unexpected end of stream", "did not find expected ',' or", "could not find expected ':'")
_BEHIND_A_QUOTE = (
    "did not find expected key",
    "did not find expected ',' or",
    "did not find expected <document start>",
)

_WORDS = {
    "mapping values are not allowed in this context": "a colon is not expected here; check the indentation, or quote the text",
    "found unknown escape character": "this escape is unknown; write \\\\ for a backslash, or use single quotes",
    "could not find expected ':'": "a key needs a colon and a space behind it",
    "did not find expected key": "a key is expected here; check the indentation, and quote text that holds quotes",
    "mapping keys are not allowed in this context": "a key is not expected here; check the indentation",
    "block sequence entries are not allowed in this context": "a list (- …) begins in a line of its own, below its key",
    "did not find expected node content": "a value is expected here; put it in quotes if it begins with a sign",
    "found a tab character that violates indentation": "a tab cannot indent; use spaces",
    "found a tab character where an indentation space is expected": "a tab cannot indent; use spaces",
    "found unexpected ':'": "a colon is not expected here; quote the text",
    "found unexpected document indicator": "the quote opened before this line is never closed",
    "found undefined tag handle": "a value cannot begin with !; put it in quotes",
    "did not find expected alphabetic or numeric character": "a value cannot begin with & or *; put it in quotes",
    "did not find expected '-' indicator": "an item of a list (- …) is expected here; check the indentation",
    "did not find expected <document start>": "this stands further left than the lines before it; check the indentation",
    "found unknown directive name": "lines that begin with % are not allowed; remove them",
    "found incompatible YAML document": "lines that begin with % are not allowed; remove them",
    "did not find expected ',' or ']'": "the [ opened here is not closed, or a comma is missing in it",
    "did not find expected ',' or '}'": "the { opened here is not closed, or a comma is missing in it",
    "found unexpected end of stream": "the quote opened here is never closed",
}


def place_and_words(error: yaml.MarkedYAMLError, text: str, quote: tuple[int, int]) -> tuple[int, str]:
    """Return where a text stops being YAML, counted in signs from its begin, and what to do about it.

    `quote` tells where the newest text in quotes begins and ends.
    """
    problem = error.problem or "this cannot be read as YAML"
    mark = error.problem_mark
    if (
        mark is not None
        and quote[1]
        and not text[quote[1] : mark.index].strip()
        and problem.startswith(_BEHIND_A_QUOTE)
    ):
        return _about_quote(text, *quote)
    if error.context_mark is not None and (mark is None or problem.startswith(_AT_THE_OPENING)):
        mark = error.context_mark
    place = mark.index if mark is not None else 0
    if problem == "found character that cannot start any token":
        return place, _about_sign(text[place : place + 1])
    return place, _WORDS.get(problem, f"this cannot be read: {problem}")


def _about_quote(text: str, begin: int, end: int) -> tuple[int, str]:
    """Tell of quotes that end before their text does, or that were closed too late."""
    lines = text.count("\n", begin, end)
    if lines:
        return (
            begin,
            f"the quote opened here is closed only {lines} line{'s' * (lines > 1)} below; close it where its text ends",
        )
    if text[end - 1] == "'" and text[end : end + 1].isalnum():
        return end - 1, "this ends the quote; write an apostrophe twice in single quotes (''), or use double quotes"
    return end, "the text goes on behind its quotes; put quotes around all of it, or around nothing"


def _about_sign(sign: str) -> str:
    if sign == "\t":
        return "a tab cannot indent; use spaces"
    return f"a value cannot begin with {sign}; put it in quotes"
