"""How single values are written: each form reads text from a file into a value or says what it should be.

Messages hold `{key}` where the name of the key belongs; `config.sections` puts it in.
"""

import re
from email.utils import parseaddr
from functools import cache
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from config.marks import TRUTHS, Branch, Row, Scalar
from config.mistakes import quoted, suggestion
from rules.values import is_address

T = TypeVar("T")

# What an editor takes for text: plain numbers and words like `true` are text, too, where text is expected.
ANY_TEXT: dict[str, object] = {"type": ["string", "number", "boolean"]}
TEXT = ANY_TEXT | {"pattern": r"\S", "patternErrorMessage": "This is empty."}


def looks_like(pattern: str, told: str, *, number: bool = False) -> WithJsonSchema:
    """Return how an editor knows a form: by a pattern, with what it says where text is otherwise."""
    kind = {"type": ["string", "integer"], "minimum": 0} if number else {"type": "string"}
    return WithJsonSchema({**kind, "pattern": f"^{pattern}$", "patternErrorMessage": told})


def wrong(message: str) -> PydanticCustomError:
    """Return the error that carries a message as it will be shown, but for `{key}`."""
    return PydanticCustomError("told", "{told}", {"told": message})


def choose(word: str, allowed: tuple[str, ...]) -> PydanticCustomError:
    return wrong(f"{quoted(word)} is not allowed{suggestion(word, allowed)}")


def read_text(value: object) -> str:
    """Read text that says something; numbers and words like `no` stay the text they are (RULINGS V8)."""
    text = read_any_text(value)
    if not text.strip():
        raise wrong("{key} is empty")
    return text


def read_any_text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    raise wrong(f"{{key}} needs text, not {'a list' if isinstance(value, list) else 'a mapping'}")


def read_row(value: object) -> object:
    """Read a list; nothing at all is an empty one."""
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Scalar) and value.is_null:
        return Row(value.mark)
    sample = f"[{quoted(value)}]" if isinstance(value, str) else "[ … ]"
    raise wrong(f"{{key}} needs a list: {sample}, or lines that begin with -")


def read_branch(value: object) -> Branch:
    """Read a mapping; nothing at all is an empty one."""
    if isinstance(value, Branch):
        return value
    if isinstance(value, Scalar) and value.is_null:
        return Branch(value.mark)
    raise wrong("{key} needs a mapping: { name: value }, or lines of name: value")


def read_one_or_many(value: object) -> object:
    return read_some(value if isinstance(value, list) else [value])


def read_some(value: object) -> object:
    """Read a list that must hold something."""
    row = read_row(value)
    if not row:
        raise wrong("{key} is empty")
    return row


def read_truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, Scalar) and value.plain and value in TRUTHS:
        return TRUTHS[value]
    raise wrong("{key} needs true or false, without quotes")


def read_count(value: object) -> int:
    if isinstance(value, int):
        return value
    text = read_text(value)
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise wrong(f"{{key}} needs a whole number such as 20, not {quoted(text)}")
    return int(text)


def read_share(value: object) -> float:
    """Read a percentage from 0% to 100% as a fraction of 1 (RULINGS E6)."""
    if isinstance(value, float):
        return value
    text = read_text(value)
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s?%", text, re.ASCII)
    if not found or float(found[1]) > 100:
        raise wrong(f"{{key}} needs a percentage from 0% to 100%, written with %, not {quoted(text)}")
    return float(found[1]) / 100


_zones = cache(available_timezones)  # reads a folder each time


def read_zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    text = read_text(value)
    if text not in _zones():
        near = suggestion(text, tuple(sorted(_zones()))).rpartition(" — ")[2]
        told = f" — {near}" if near.startswith("did you mean") else ""
        raise wrong(f"{quoted(text)} is no time zone; write it as Europe/Berlin{told}")
    return ZoneInfo(text)


def read_address(value: object) -> str:
    """Read one bare e-mail address."""
    text = read_text(value).strip()
    if not is_address(text) or not text.isprintable():
        raise wrong(f"{quoted(text)} is no e-mail address; write one such as ana@acme.example")
    return text


def read_mailbox(value: object) -> str:
    """Read one address with or without a display name (RULINGS E16)."""
    text = read_text(value).strip()
    name, address = parseaddr(text)
    whole = text.endswith(f"<{address}>") if name else text in {address, f"<{address}>"}
    if not whole or not text.isprintable() or not is_address(address):
        raise wrong(f'{quoted(text)} is not one e-mail address; write it as "Delivery <delivery@acme.example>"')
    return text


def read_domain(value: object) -> str:
    text = read_text(value).strip().casefold()
    if not is_address(f"a@{text}") or text.startswith(".") or text.endswith(".") or "*" in text or "/" in text:
        raise wrong(f"{quoted(text)} is no domain; write it as client.example")
    return text


def read_name(value: object) -> str:
    """Read the name of a rule, pack or ladder: one word that fits behind `gate: waive` (RULINGS L9)."""
    text = read_text(value)
    if not all(sign == "-" or sign.isalnum() for sign in text) or not text.strip("-"):
        near = "-".join(re.findall(r"[^\W_]+", text))
        meant = f", such as {quoted(near)}" if near else ""
        raise wrong(f"{quoted(text)} cannot be a name; use letters, digits and - only{meant}")
    return text


def one_of(*words: str) -> BeforeValidator:
    """Return the reader of a closed list of words."""

    def read(value: object) -> str:
        text = read_text(value)
        if text not in words:
            raise choose(text, words)
        return text

    return BeforeValidator(read, json_schema_input_type=Annotated[str, WithJsonSchema({"enum": list(words)})])


class _AnyZone:
    """Lists the zones for an editor only when it is asked for: reading them takes time."""

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"enum": sorted(_zones())}


Text = Annotated[str, BeforeValidator(read_text), WithJsonSchema(TEXT)]
AnyText = Annotated[str, BeforeValidator(read_any_text), WithJsonSchema(ANY_TEXT)]
Name = Annotated[
    str,
    BeforeValidator(read_name),
    looks_like(r"(?!-+$)[^\s!-,./:-@\[-`{-~]+", "A name has letters, digits and - only.", number=True),
]
Texts = Annotated[tuple[Text, ...], BeforeValidator(read_row)]
SomeTexts = Annotated[tuple[Text, ...], BeforeValidator(read_some)]
OneOrMany = Annotated[tuple[Text, ...], BeforeValidator(read_one_or_many)]
Truth = Annotated[bool, BeforeValidator(read_truth), WithJsonSchema({"type": "boolean"})]
Count = Annotated[
    int, BeforeValidator(read_count), looks_like("[0-9]{1,9}", "Write a whole number such as 20.", number=True)
]
Share = Annotated[
    float,
    BeforeValidator(read_share),
    looks_like(r"(0?[0-9]{1,2}(\.[0-9]{1,6})?|100(\.0{1,6})?)\s?%", "Write a percentage from 0% to 100%."),
]
Zone = Annotated[ZoneInfo, BeforeValidator(read_zone), _AnyZone()]
Address = Annotated[
    str,
    BeforeValidator(read_address),
    looks_like(r"\s*[^\s@,;<>]+@[^\s@,;<>]*\.[^\s@,;<>]*\s*", "Write an e-mail address such as ana@acme.example."),
]
Mailbox = Annotated[
    str,
    BeforeValidator(read_mailbox),
    looks_like(
        r'("[^"]*"|[^,"@]*)\s*<?[^\s@,<>]+@[^\s@,<>]+\.[^\s@,<>]+>?\s*',
        'Write it as "Delivery <delivery@acme.example>".',
    ),
]
Domain = Annotated[
    str,
    BeforeValidator(read_domain),
    looks_like(r"[^\s@,;<>*/]+\.[^\s@,;<>*/]+", "Write a domain such as client.example."),
]
WorkType = Annotated[Literal["project", "recurring", "support"], one_of("project", "recurring", "support")]
