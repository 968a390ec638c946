"""Reading a file into pydantic models so that every mistake of it is found in one reading.

A `Section` is a mapping of the file. It tells its own mistakes to the `Page` it stands on and goes on
without what is wrong, so that everything else in the file is still looked at. A page with a mistake is
never used; what was left out can therefore do no harm.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError, PydanticOmit

from config.forms import read_branch, wrong
from config.limits import overruns
from config.marks import Branch, Lines, Node, Reading, Row, Scalar, Step, mark_of
from config.masking import HIDDEN, is_secret_name, without_url_secrets
from config.mistakes import Mistake, quoted, suggestion

T = TypeVar("T")
S = TypeVar("S", bound="Section")

MOST_MISTAKES = 500  # of one file, and as many warnings
ALREADY_TOLD = "already_told"
KEY_OF_A_MAPPING = "[key]"  # how pydantic says that a key, not its value, is meant


@dataclass
class Page:
    """One file and what is wrong with it. `done` remembers what was read, as models may be read twice."""

    file: str
    reading: Reading
    found: dict[Mistake, None] = field(default_factory=dict)
    done: dict[tuple[type, int], tuple[object, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lines = Lines(self.reading.text)
        self._told = Counter[bool]()  # mistakes under False, warnings under True
        for snag in (*self.reading.snags, *overruns(self.reading.tree)):
            self.blame(snag.mark, snag.message)

    @property
    def digest(self) -> str:
        """SHA-256 of the file, 64 hexadecimal signs; a byte order mark is not counted."""
        return sha256(self.reading.text.encode(errors="replace")).hexdigest()

    @property
    def is_sound(self) -> bool:
        return not self._told[False]

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Return what was found, in the order of the file."""
        return tuple(sorted(self.found, key=lambda one: (one.line, one.column)))

    def blame(self, mark: int, message: str, *, warning: bool = False) -> None:
        """Tell a mistake or a warning; of each kind only the first so many, as more would help nobody."""
        if self._told[warning] >= MOST_MISTAKES:
            return
        for secret in self._secrets:
            message = message.replace(secret, quoted(HIDDEN))
        line, column = self._lines.place(mark)
        mistake = Mistake(self.file, line, column, without_url_secrets(message), warning)
        if mistake not in self.found:
            self.found[mistake] = None
            self._told[warning] += 1

    @property
    def is_full(self) -> bool:
        """Tell whether so many mistakes were found that no more are told."""
        return self._told[False] >= MOST_MISTAKES

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        """Texts no message may quote: all that stands below a key such as `token` (RULINGS E10)."""
        return tuple(quoted(text) for text in _texts_of_secrets(self.reading.tree, below=False))

    def line(self, mark: int) -> int:
        return self._lines.place(mark)[0]

    def tell(self, node: Node, error: ValidationError) -> None:
        """Take over what pydantic found below a node."""
        for detail in error.errors(include_url=False):
            if detail["type"] != ALREADY_TOLD:
                steps = detail["loc"]
                at_key = KEY_OF_A_MAPPING in steps
                path = [step for step in steps if step != KEY_OF_A_MAPPING]
                self.blame(mark_of(node, path, at_key=at_key), _message(detail, path))

    def read(self, model: type[S]) -> S | None:
        """Read the whole page as one model; None where nothing of it can be used."""
        tree = self.reading.tree
        if tree is None:
            return None
        if isinstance(tree, Row) or (isinstance(tree, Scalar) and not tree.is_null):
            self.blame(tree.mark, f'this file begins with a key such as "{model.allowed_keys()[0]}:"; put one here')
            return None
        try:
            return model.model_validate(tree, context=self)
        except ValidationError as error:
            self.tell(tree, error)
            return None


def _texts_of_secrets(node: Node | None, *, below: bool) -> Iterator[str]:
    if isinstance(node, Branch):
        for key, value in node.items():
            yield from _texts_of_secrets(value, below=below or is_secret_name(key))
    elif isinstance(node, Row):
        for value in node:
            yield from _texts_of_secrets(value, below=below)
    elif node and below:
        yield node


def _message(detail: ErrorDetails, path: list[Step]) -> str:
    name = next((step for step in reversed(path) if isinstance(step, str)), "this")
    if detail["type"] == "missing":
        return f'"{name}" is missing'
    return detail["msg"].replace("{key}", f'"{name}"' if path else "this")


def _leave_out(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:  # noqa: ANN401 - pydantic's own shape
    try:
        return handler(value)
    except ValidationError as error:
        cast("Page", info.context).tell(value, error)
        raise PydanticOmit from error


Kept = Annotated[T, WrapValidator(_leave_out)]
"""An item of a list that is told and left out where it is wrong, so that the others are still read."""


class Section(BaseModel):
    """A mapping of a file with a closed set of keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    open_ended: ClassVar[bool] = False
    _node: Branch = PrivateAttr(default_factory=Branch)
    _page: Page = PrivateAttr()

    @classmethod
    @cache
    def allowed_keys(cls) -> tuple[str, ...]:
        return tuple(info.alias or name for name, info in cls.model_fields.items())

    @classmethod
    def sample(cls) -> str:
        """Return how such a mapping is written."""
        needed = [info.alias or name for name, info in cls.model_fields.items() if info.is_required()]
        return f"{{{', '.join(f'{key}: …' for key in needed or cls.allowed_keys()[:4])}}}"

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        """Tell what is wrong between the keys of a mapping; values may still be of any shape."""

    @classmethod
    def chosen(cls, node: Branch) -> dict[str, Node]:
        """Return the entries to be read."""
        return dict(node) if cls.open_ended else {key: node[key] for key in cls.allowed_keys() if key in node}

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Self:  # noqa: ANN401 - pydantic's own shape
        if type(value) is dict:  # the entries chosen below: pydantic wraps a model that holds itself twice
            return cast("Self", handler(value))
        page = cast("Page", info.context)
        if isinstance(value, list) or (isinstance(value, str) and not (isinstance(value, Scalar) and value.is_null)):
            raise wrong(f"{{key}} needs a mapping such as {cls.sample()}")
        node = read_branch(value)
        remembered = (cls, id(value))
        if remembered not in page.done:
            # the value is kept with what came of it, so that its id stays its own
            page.done[remembered] = (value, cls._read_first(node, handler, page))
        _, made = page.done[remembered]
        if not isinstance(made, cls):
            raise PydanticCustomError(ALREADY_TOLD, "told where it stands")
        return made

    @classmethod
    def _read_first(cls, node: Branch, handler: ValidatorFunctionWrapHandler, page: Page) -> Self | None:
        if not cls.open_ended:
            cls._tell_unknown_keys(node, page)
        cls.look_over(node, page)
        entries = cls.chosen(node)
        try:
            made: Self = handler(entries)
        except ValidationError as error:
            page.tell(node, error)
            faulty = {detail["loc"][0] for detail in error.errors() if detail["loc"]}
            try:
                made = handler({key: entries[key] for key in entries if key not in faulty})
            except ValidationError:
                return None  # what is missing now was either told or taken away just here
        made._node, made._page = node, page  # noqa: SLF001 - it is one of our own
        return made

    @classmethod
    def _tell_unknown_keys(cls, node: Branch, page: Page) -> None:
        known = cls.allowed_keys()
        for key in node:
            if key in known or page.is_full:
                continue
            begin, colon, _ = key.partition(":")
            told = f"{quoted(key)} is not a key here{suggestion(key, cls.keys_beside(node, key))}"
            if colon and begin.strip() in known:
                told = f'a space is missing behind "{begin}:"'
            page.blame(node.key_marks[key], told)

    @classmethod
    def keys_beside(cls, node: Branch, stranger: str) -> tuple[str, ...]:  # noqa: ARG003 - for those whose keys hang on others
        """Return the keys that may stand in a mapping in place of a strange one."""
        return cls.allowed_keys()

    @property
    def node(self) -> Branch:
        # what self._node is, without pydantic's long way there: a fifth of all reading went into it
        return cast("dict[str, Branch]", self.__pydantic_private__)["_node"]

    @property
    def page(self) -> Page:
        return self._page

    def place_of(self, *path: Step) -> int:
        """Return the place of a value below this section, or as far as the path exists."""
        return mark_of(self._node, path)

    @property
    def file_and_line(self) -> str:
        return f"{self._page.file}:{self._page.line(self._node.mark)}"


def word(node: Branch, key: str) -> str | None:
    """Return the text behind a key, None where there is no text."""
    value = node.get(key)
    return str(value) if isinstance(value, Scalar) and value.strip() else None


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Yield the texts that stand in a value: itself, or those of a list."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Row):
        for part in node:
            yield from scalars(part)
