"""Examples inside rules: the facts of a ticket, in the form of EXAMPLES.md."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from config.forms import ANY_TEXT, AnyText, Text, Texts, Truth, WorkType, one_of, read_branch, read_row, wrong
from config.marks import Branch, Node, Row, Scalar, plain_value
from config.notices import RECEIVES
from config.sections import Kept, Section
from config.spans import Effort, Moment
from config.vocabulary import NATIVE_PERSONS, NATIVE_TEXTS

KEPT_AS_TEXT = (
    *NATIVE_TEXTS,
    *NATIVE_PERSONS,
    *("sprint", "labels", "attachments", "comments", "moved", "changed", "contacts"),
    *("links", "children", "engagement", "today"),
)


class Facts(Section):
    """A mapping in which null says that there is nothing, as if the key were left out."""

    @classmethod
    def chosen(cls, node: Branch) -> dict[str, Node]:
        return {key: value for key, value in super().chosen(node).items() if not _is_nothing(value)}


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


class NeighbourSection(Facts):
    type: AnyText | None = None
    status: AnyText | None = None
    stage: AnyText | None = None
    labels: Texts = ()
    created: Moment | None = None
    resolved: Moment | None = None
    due: Moment | None = None
    start: Moment | None = None
    assignee: AnyText | None = None
    owner: AnyText | None = None
    estimate: Effort | None = None
    description: AnyText | None = None
    priority: AnyText | None = None


class CommentSection(Facts):
    by: Text | None = None
    text: AnyText | None = None
    at: Moment | None = None


class MoveSection(Facts):
    to: Text
    by: Text | None = None
    at: Moment | None = None


class ChangeSection(Facts):
    field: Text
    at: Moment | None = None
    by: Text | None = None
    from_: AnyText | None = Field(default=None, alias="from")
    to: AnyText | None = None


class ContactSection(Facts):
    receives: Annotated[tuple[Annotated[str, one_of(*RECEIVES)], ...], BeforeValidator(read_row)] = ()


def _read_item(value: object) -> object:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):
        raise wrong("an item of a checklist is written as [What is asked, true]")
    return value


Item = Annotated[
    tuple[AnyText, Truth],
    BeforeValidator(_read_item),
    WithJsonSchema({"type": "array", "minItems": 2, "maxItems": 2, "items": [ANY_TEXT, {"type": "boolean"}]}),
]
Items = Annotated[tuple[Item, ...], BeforeValidator(read_row)]


class ExampleSection(Facts):
    """A ticket; any key beside these is a field of the tracker by its own name."""

    model_config = ConfigDict(extra="allow")
    open_ended: ClassVar[bool] = True

    type: AnyText | None = None
    status: AnyText | None = None
    stage: AnyText | None = None
    priority: AnyText | None = None
    title: AnyText | None = None
    description: AnyText | None = None
    parent: AnyText | None = None
    url: AnyText | None = None
    assignee: AnyText | None = None
    reporter: AnyText | None = None
    owner: AnyText | None = None
    labels: Texts = ()
    created: Moment | None = None
    updated: Moment | None = None
    due: Moment | None = None
    start: Moment | None = None
    resolved: Moment | None = None
    estimate: Effort | None = None
    time_spent: Effort | None = Field(default=None, alias="time spent")
    work_type: WorkType | None = None
    checklists: Annotated[dict[Text, Items], BeforeValidator(read_branch)] = Field(default_factory=dict)
    attachments: Texts = ()
    links: Annotated[tuple[Kept[NeighbourSection], ...], BeforeValidator(read_row)] = ()
    children: Annotated[tuple[Kept[NeighbourSection], ...], BeforeValidator(read_row)] = ()
    comments: Annotated[tuple[Kept[CommentSection], ...], BeforeValidator(read_row)] = ()
    moved: Annotated[tuple[Kept[MoveSection], ...], BeforeValidator(read_row)] = ()
    changed: Annotated[tuple[Kept[ChangeSection], ...], BeforeValidator(read_row)] = ()
    contacts: Annotated[tuple[Kept[ContactSection], ...], BeforeValidator(read_row)] = ()
    time_in: Annotated[dict[Text, Effort], BeforeValidator(read_branch)] = Field(default_factory=dict)
    engagement: Annotated[tuple[Kept[NeighbourSection], ...], BeforeValidator(read_row)] | None = None
    today: Moment | None = None

    def facts(self) -> dict[str, object]:
        """Return the example as plain values; what must be text stays the text that stands there."""
        told = {key: _as_text(value) if key in KEPT_AS_TEXT else plain_value(value) for key, value in self.node.items()}
        if self.checklists:
            told["checklists"] = {name: [list(item) for item in items] for name, items in self.checklists.items()}
        return told


def _as_text(node: Node) -> object:
    match node:
        case Row():
            return [_as_text(part) for part in node]
        case Branch():
            return {key: _as_text(value) for key, value in node.items()}
        case Scalar():
            return None if node.is_null else str(node)
