"""What stands behind a subject where a name is not enough: which tickets, comments, moves or dates are meant."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.forms import OneOrMany, Text, one_of, wrong
from config.marks import Branch, Scalar
from config.notices import RECEIVES
from config.sections import Section


class TicketFilter(Section):
    """Which tickets of several are meant; every key that stands there must match."""

    type: OneOrMany | None = None
    status: OneOrMany | None = None
    stage: OneOrMany | None = None
    label: OneOrMany | None = None


class CommentFilter(Section):
    by: OneOrMany | None = None
    says: Text | None = None


class MoveFilter(Section):
    to: OneOrMany


class SpanFilter(Section):
    """The two dates a span lies between: date fields by name, or `now`."""

    from_: Text = Field(alias="from")
    to: Text


class AnswerFilter(Section):
    """Who must have answered; anyone but the reporter where left out."""

    by: OneOrMany | None = None


def _any_or_filter(value: Any) -> Any:  # noqa: ANN401 - pydantic's own shape
    if not isinstance(value, Scalar):
        return value
    if value == "any":
        return Branch(value.mark)
    raise wrong("{key} needs any, or a mapping such as {type: Task}")


TicketFilterOrAny = Annotated[
    TicketFilter, BeforeValidator(_any_or_filter, json_schema_input_type=Literal["any"] | TicketFilter)
]
ContactKind = Annotated[str, one_of("any", *RECEIVES)]
