"""Holidays of a client: a list of dates, or the public holidays of a country and region (RULINGS D2).

Which days a country has off comes from the `holidays` package. It is imported only where a country is named.
"""

import warnings
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, WithJsonSchema

from config.forms import read_row, read_text, wrong
from config.marks import Branch, Row, Scalar
from config.mistakes import quoted, suggestion
from config.sections import Page, Section, scalars, word
from config.spans import Day
from rules.values import fold, written_day

if TYPE_CHECKING:
    from holidays import HolidayBase

YEARS = (2000, 2050)
"""The first and the last year of which public holidays are known."""


def read_country(value: object) -> str:
    """Read the two letters of a country."""
    text = read_text(value)
    code = text.strip().upper()
    if code not in _codes().values():
        raise wrong(f"{quoted(text)} is no country here; write its two letters, such as DE{_nearest(text)}")
    return code


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Return the two letters of every country, by its folded English name and its other codes."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - costs time, and most installations name no country

    return {
        other: code for name, (_, code, *more) in COUNTRIES.items() for other in (name.replace("_", " "), code, *more)
    }


def _nearest(text: str) -> str:
    codes = _codes()
    near = get_close_matches(fold(text), [name for name in codes if name.islower()], n=1)
    meant = codes.get(text.strip().upper()) or (codes[near[0]] if near else None)
    return f' — did you mean "{meant}"?' if meant else ""


@lru_cache(maxsize=256)
def _calendar_of(country: str, region: str | None = None) -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415 - see above

    with warnings.catch_warnings(action="ignore"):  # of some countries fewer years are known
        first, last = YEARS
        known = country_holidays(country)
        years = range(max(first, known.start_year), min(last, known.end_year) + 1)
        return country_holidays(country, subdiv=region, years=years)


def public_holidays(country: str, region: str | None = None) -> frozenset[date]:
    """Return the public holidays of a country, given by two letters, and of one of its regions, within YEARS."""
    return frozenset(_calendar_of(country, _region_of(country, region) if region else None))


def _region_of(country: str, text: str) -> str | None:
    """Return the region meant, by its letters or its name; None where the country has none such."""
    known = _calendar_of(country)
    by_folded = {fold(name): code for name, code in known.subdivisions_aliases.items()}
    by_folded |= {fold(code): code for code in known.subdivisions}
    return by_folded.get(fold(text))


Country = Annotated[
    str,
    BeforeValidator(read_country),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{2}$", "patternErrorMessage": "Write two letters: DE."}),
]
Days = Annotated[tuple[Day, ...], BeforeValidator(read_row)]


class HolidaysSection(Section):
    """The holidays of a country and region, `also` days on which work rests, and days `not` taken off."""

    country: Country | None = None
    region: Annotated[str, BeforeValidator(read_text)] | None = None
    also: Days = ()
    not_: Days = Field(default=(), alias="not")

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        for key in ("region", "not"):
            if key in node and "country" not in node:
                page.blame(node.key_marks[key], f'"{key}" needs a country beside it, such as country: DE')
        country = (word(node, "country") or "").strip().upper()
        if country and country in _codes().values():
            _look_over_region(country, node, page)

    def days(self) -> tuple[date, ...]:
        """Return all days off, in order."""
        public = public_holidays(self.country, self.region) if self.country else frozenset()
        return tuple(sorted((public - set(self.not_)) | set(self.also)))


def _look_over_region(country: str, node: Branch, page: Page) -> None:
    region = word(node, "region")
    if region is not None and _region_of(country, region) is None:
        page.blame(
            node["region"].mark, f"{quoted(region)} is no region of {country}{_regions_to_choose(country, region)}"
        )
        return
    public = public_holidays(country, region)
    for listed in scalars(node.get("not")):
        day = written_day(listed, ZoneInfo("UTC"))
        if day is not None and day not in public:
            told = f"{day} is no public holiday of {country} from {YEARS[0]} to {YEARS[1]}; it changes nothing"
            page.blame(listed.mark, told, warning=True)


def _regions_to_choose(country: str, text: str) -> str:
    known = _calendar_of(country)
    if not known.subdivisions:
        return f"; {country} has one calendar for all regions, leave it out"
    meant = get_close_matches(fold(text), {fold(name): name for name in known.subdivisions_aliases}, n=1)
    near = {fold(name): name for name in known.subdivisions_aliases}[meant[0]] if meant else None
    listed = suggestion(text, tuple(known.subdivisions))
    return f'{listed.partition(" — ")[0]} — did you mean "{near}"?' if near else listed


def _as_also(value: object) -> object:
    """Read a plain list of dates as the days that are off."""
    if isinstance(value, Scalar) and not value.is_null:
        raise wrong("{key} needs dates, such as [2026-12-24], or a country, such as {country: DE}")
    if not isinstance(value, Row):
        return value
    listed = Branch(value.mark)
    listed["also"], listed.key_marks["also"] = value, value.mark
    return listed


Holidays = Annotated[HolidaysSection, BeforeValidator(_as_also, json_schema_input_type=Days | HolidaysSection)]
