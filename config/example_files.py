"""Examples that stand in files of their own: `tests/rules/*.yaml` beside stageward.yaml (RULINGS C5)."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from config.forms import Text, wrong
from config.library import Library, look_for_stages, unknown
from config.marks import Branch, Row, Scalar
from config.schema import ExamplesSection
from config.sections import Kept, Page, scalars
from rules.examples import expected
from rules.pack import Rule
from rules.trial import Example

FOLDER = "tests/rules"


class FiledExamples(ExamplesSection):
    """Further examples of one rule."""

    rule: Text

    def filed(self) -> Iterator[Example]:
        """Yield the examples, each with the file and line it stands at."""
        told = expected(Rule(self.rule, says="", must=(), examples=self.examples()))
        for section, (_, outcome, facts) in zip(self.every(), told, strict=True):
            yield Example(self.rule, section.file_and_line, outcome, facts)


def _read_one_or_many(value: object) -> object:
    if isinstance(value, Branch):
        return [value]
    if isinstance(value, Row):
        return value
    raise wrong("this file needs rule: NAME with passes, fails, ignores or waits, or a list of such mappings")


_FILE = TypeAdapter[tuple[FiledExamples, ...]](
    Annotated[tuple[Kept[FiledExamples], ...], BeforeValidator(_read_one_or_many)]
)


def read_examples(page: Page) -> tuple[FiledExamples, ...]:
    """Return the sound sections of a file; what is wrong is told on its page."""
    tree = page.reading.tree
    if tree is None or (isinstance(tree, Scalar) and tree.is_null):
        if page.is_sound:
            page.blame(0, "the file is empty")
        return ()
    try:
        return _FILE.validate_python(tree, context=page)
    except ValidationError as error:
        page.tell(tree, error)
        return ()


def look_over(filed: Iterable[FiledExamples], library: Library) -> None:
    """Tell on their pages which rules do not exist, and what is wrong with the examples of those that do."""
    for section in filed:
        name = next(scalars(section.node["rule"]))
        if not library.knows_rule(name):
            section.page.blame(name.mark, unknown(name, "rule", library.rule_names or ()))
        elif not section.every() and section.page.is_sound:
            section.page.blame(section.node.mark, "there is no example here; write passes, fails, ignores or waits")
        elif found := library.rule(name):
            pack, _ = found
            look_for_stages(section, pack)
