"""What must never stand in a log: credentials in whatever form, and whole e-mail addresses. Pure."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

BLOTTED = "[secret]"
SHORTEST = 4  # signs; a shorter secret would blot out ordinary words
SENSITIVE = r"(?:token|secret|passw(?:or)?d|passwd|signature|api[-_]?key|credential|authorization|cookie)"
SENSITIVE_KEY = re.compile(SENSITIVE, re.IGNORECASE)

OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # by terminals
HEADER = re.compile(
    r"\b((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:token|signature|key))(\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\"'\r\n]+",
    re.IGNORECASE,
)
SCHEME = re.compile(r"\b(bearer|basic)\s+(?=\S*[0-9=_])[\w.~+/=-]{6,}", re.IGNORECASE)
USER_IN_URL = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s\"'?#]*@", re.IGNORECASE)
QUERY = re.compile(rf"([?&;](?:[\w.-]*{SENSITIVE}|sig|key|code|jwt|auth)=)[^&\s\"'#;]*", re.IGNORECASE)
ASSIGNED = re.compile(
    rf"([\w-]*{SENSITIVE}(?:=|\\?[\"']\s*[:=]\s*))(?:\\?[\"'][^\"'\r\n]*|[^\s\"',;&]+)", re.IGNORECASE
)
TRACKER_TOKEN = re.compile(r"\b(?:pk_\d+_\w{8,}|AT(?:ATT|CTT|BB)[\w=+-]{10,})")
LINK = re.compile(r"(/(?:c|u|badge)/)[\w.~=-]{16,}")
ADDRESS = re.compile(r"([\w.+%'-])[\w.+%'-]*@([\w-]+(?:\.[\w-]+)+)")

SHAPES = (
    (OBEYED, ""),
    (HEADER, rf"\1\2{BLOTTED}"),
    (SCHEME, rf"\1 {BLOTTED}"),
    (USER_IN_URL, rf"\1{BLOTTED}@"),
    (QUERY, rf"\1{BLOTTED}"),
    (ASSIGNED, rf"\1{BLOTTED}"),
    (TRACKER_TOKEN, BLOTTED),
    (LINK, rf"\1{BLOTTED}"),
    (ADDRESS, r"\1…@\2"),
)


class Redactor:
    """Takes out of texts and values what must not be read: secrets that are known, and whatever looks like one.

    May be used from several threads.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: frozenset[str] = frozenset()
        self._known: re.Pattern[str] | None = None
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Know further secrets from now on; those of before stay known, since a token may be rotated."""
        told = {one for one in secrets if len(one) >= SHORTEST}
        self._secrets |= told | {quote(one, safe="") for one in told}
        longest_first = sorted(self._secrets, key=lambda one: (-len(one), one))
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def text(self, told: str) -> str:
        """Return a text that may be read."""
        if self._known is not None:
            told = self._known.sub(BLOTTED, told)
        for shape, instead in SHAPES:
            told = shape.sub(instead, told)
        return told

    def value(self, told: object) -> object:
        """Return a value of JSON that may be read: texts and names in it are gone through, anything else told as text."""
        match told:
            case None | bool() | int() | float():
                return told
            case Mapping():
                return {self.text(str(name)): self.named(str(name), one) for name, one in told.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(one) for one in told]
            case _:
                return self.text(str(told))

    def named(self, name: str, told: object) -> object:
        """Return a value that may be read under its name: a secret of a name that says so is none."""
        return BLOTTED if SENSITIVE_KEY.search(name) and told else self.value(told)
