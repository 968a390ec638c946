"""Keeps secrets out of what is shown: values of keys such as `token`, and passwords in URLs (RULINGS E10).

Every search here takes time in proportion to the text, as a file may be one line of 1 MiB.
"""

import re
from dataclasses import dataclass

from config.marks import LINE_END

HIDDEN = "***"

_WORDS_OF_SECRETS = ("token", "password", "secret")
_SECRET_KEY = re.compile(r"(?:(?:token|password|secret)[\w.-]{0,64}|key)[\"']?\s{0,64}:\s{0,64}", re.IGNORECASE)
_VALUE_IN_FLOW = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'(?:[^']|'')*'?|[^,{}\[\]]+")
_URL_QUERY = re.compile(r"[?&][\w-]*(?:token|password|secret|key)=([^&\s\"']+)", re.IGNORECASE)
_UNPRINTABLE = re.compile(
    r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def is_secret_name(name: str) -> bool:
    """Tell whether a key's value must never be shown."""
    folded = name.casefold()
    return folded.endswith("key") or any(word in folded for word in _WORDS_OF_SECRETS)


def printable(text: str) -> str:
    """Return text without signs a terminal would obey."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def without_url_secrets(text: str) -> str:
    """Return text with passwords in URLs hidden."""
    return _hide(text, _merged(_url_spans(text))).text


def _url_spans(text: str) -> list[tuple[int, int]]:
    spans = [found.span(1) for found in _URL_QUERY.finditer(text)]
    for found in re.finditer(r"\S+", text):
        word = found[0]
        host, end = word.find("://") + 3, word.rfind("@")
        colon = word.find(":", host, end) if host > 2 and end > host else -1
        if colon >= 0 and "/" not in word[host:colon]:
            spans.append((found.start() + colon + 1, found.start() + end))
    return [span for span in spans if span[0] < span[1]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A source line with its secrets hidden; `cuts` says where (begin, end, end after hiding), left to right."""

    text: str
    cuts: tuple[tuple[int, int, int], ...] = ()

    def column(self, column: int) -> int:
        """Return where a column of the source stands in the shown line."""
        place = column - 1
        moved = place
        for begin, end, shown_end in self.cuts:
            if place >= end:
                moved = shown_end + place - end
            elif place >= begin:
                return shown_end - len(HIDDEN) + 1
        return moved + 1


def hidden_lines(text: str) -> list[Shown]:
    """Return the lines of a file as they may be shown: no value of a secret key, no password in a URL.

    Lines that stand deeper than a secret key belong to its value and are hidden whole.
    """
    shown: list[Shown] = []
    secret_depth: int | None = None
    for line in LINE_END.split(text):
        depth = len(line) - len(line.lstrip(" \t"))
        if secret_depth is not None and (depth > secret_depth or not line.strip()):
            shown.append(_hide(line, [(depth, len(line))] if line.strip() else []))
            continue
        secret_depth = _depth_of_secret(line)
        shown.append(_hide(line, _secret_spans(line)))
    return shown


def _depth_of_secret(line: str) -> int | None:
    """Return the column of a secret key whose value may go on in the next lines."""
    found = _SECRET_KEY.search(line)
    if found is None or _opened(line, 0, found.start()) > 0:
        return None
    start = found.start()
    while start > 0 and (line[start - 1].isalnum() or line[start - 1] in "\"'_."):
        start -= 1
    return start


def _opened(line: str, begin: int, end: int) -> int:
    return line.count("{", begin, end) - line.count("}", begin, end)


def _secret_spans(line: str) -> list[tuple[int, int]]:
    spans = _url_spans(line)
    place = depth = 0
    while found := _SECRET_KEY.search(line, place):
        depth += _opened(line, place, found.end())
        in_flow = _VALUE_IN_FLOW.match(line, found.end()) if depth > 0 else None
        place = in_flow.end() if in_flow else max(len(line) if depth <= 0 else 0, found.end())
        spans.append((found.end(), place))
    return _merged([span for span in spans if span[0] < span[1]])


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _hide(line: str, spans: list[tuple[int, int]]) -> Shown:
    parts: list[str] = []
    cuts: list[tuple[int, int, int]] = []
    place = length = 0
    for begin, end in spans:
        length += begin - place + len(HIDDEN)
        parts += [line[place:begin], HIDDEN]
        cuts.append((begin, end, length))
        place = end
    return Shown(printable("".join([*parts, line[place:]])), tuple(cuts))
