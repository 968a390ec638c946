"""How long what the bot remembers is kept."""

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo

from config.forms import looks_like, read_text, wrong
from config.mistakes import quoted
from config.sections import Section
from sync.service.keeper import DAY, FOREVER, MONTH, SHORTEST, YEAR, Part, Retention

UNITS: Mapping[str, timedelta] = MappingProxyType({"day": DAY, "week": 7 * DAY, "month": MONTH, "year": YEAR})
SAMPLE = "2 years, 90 days or forever"


def _read_span(value: object, info: ValidationInfo) -> timedelta:
    """Read `2 years` (days to years), or `forever`. A month is 31 days and a year 366, so that nothing goes early."""
    if isinstance(value, timedelta):
        return value
    text = " ".join(read_text(value).split())
    if text == "forever":
        return FOREVER
    found = re.fullmatch(r"([0-9]{1,5}) (day|week|month|year)s?", text, re.ASCII)
    if not found:
        raise wrong(f"{{key}} needs a time such as {SAMPLE}; {quoted(text)} is not that")
    span = int(found[1]) * UNITS[found[2]]
    shortest = SHORTEST[Part(str(info.field_name))]
    if span < shortest:
        raise wrong(f"{{key}} is still needed for {shortest.days} days; {quoted(text)} is less")
    return span


KeptFor = Annotated[
    timedelta,
    BeforeValidator(_read_span),
    looks_like(r"\s*(forever|[0-9]{1,5}\s+(day|week|month|year)s?)\s*", f"Write a time such as {SAMPLE}."),
]


class RetentionSection(Section):
    """The keys are the parts of `sync.service.keeper`."""

    versions: KeptFor | None = None
    ledger: KeptFor | None = None
    outbox: KeptFor | None = None
    requests: KeptFor | None = None
    answers: KeptFor | None = None
    measures: KeptFor | None = None
    runs: KeptFor | None = None
    trail: KeptFor | None = None

    def retention(self) -> Retention:
        told = {Part(name): getattr(self, name) for name in type(self).model_fields}
        return Retention(MappingProxyType({part: span for part, span in told.items() if span is not None}))
