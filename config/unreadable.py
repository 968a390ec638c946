"""Words for text that is no YAML."""

import yaml

_AT_THE_OPENING = ("found unexpected end of stream", "did not find expected ',' or")

_WORDS = {
    "mapping values are not allowed in this context": "a colon is not expected here; check the indentation, or quote the text",
    "found unknown escape character": "this escape is unknown; write \\\\ for a backslash, or use single quotes",
    "could not find expected ':'": "a key needs a colon and a space behind it",
    "did not find expected key": "a key is expected here; check the indentation, and quote text that holds quotes",
    "did not find expected '-' indicator": "an item of a list (- …) is expected here; check the indentation",
    "did not find expected <document start>": "this stands further left than the lines before it; check the indentation",
    "found unknown directive name": "lines that begin with % are not allowed; remove them",
    "found incompatible YAML document": "lines that begin with % are not allowed; remove them",
    "did not find expected ',' or ']'": "the [ opened here is not closed, or a comma is missing in it",
    "did not find expected ',' or '}'": "the { opened here is not closed, or a comma is missing in it",
    "found unexpected end of stream": "the quote opened here is never closed",
}


def place_and_words(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """Return where a text stops being YAML, counted in signs from its begin, and what to do about it."""
    problem = error.problem or "this cannot be read as YAML"
    mark = error.problem_mark
    if error.context_mark is not None and (mark is None or problem.startswith(_AT_THE_OPENING)):
        mark = error.context_mark
    place = mark.index if mark is not None else 0
    if problem == "found character that cannot start any token":
        return place, _about_sign(text[place : place + 1])
    return place, _WORDS.get(problem, f"this cannot be read: {problem}")


def _about_sign(sign: str) -> str:
    if sign == "\t":
        return "a tab cannot indent; use spaces"
    return f"a value cannot begin with {sign}; put it in quotes"
