"""How much one file may hold, told before anything of it is looked at closer.

The limits of the text itself (1 MiB, 64 levels, one document) are met while it is read, in `config.marks`;
that of all packs together in `config.library`.
"""

from collections.abc import Iterator

from config.marks import Branch, Node, Row, Snag
from config.vocabulary import GROUPS

MOST_RULES = 2_000  # in all packs of a folder
MOST_ITEMS = 500  # in one list
DEEPEST_CONDITIONS = 6  # groups and `where` inside one another

NESTING = frozenset({*GROUPS, "where"})
AS_LONG_AS_NEEDED = frozenset({"stages", "rules", "entry", "exit", "engagements", "waivers"})
"""Lists of what a file is made of; the size of the file bounds them."""


def overruns(node: Node | None, key: str = "", depth: int = 0) -> Iterator[Snag]:
    """Yield every list that is too long and every condition that stands too deep, below a key and so many groups."""
    if isinstance(node, Branch):
        for name, value in node.items():
            inner = depth + (name in NESTING)
            if name in NESTING and inner == DEEPEST_CONDITIONS + 1:
                told = (
                    f"conditions are nested deeper than {DEEPEST_CONDITIONS} levels here; split the rule into several"
                )
                yield Snag(node.key_marks[name], told)
            yield from overruns(value, name, inner)
    elif isinstance(node, Row):
        if len(node) > MOST_ITEMS and key and key not in AS_LONG_AS_NEEDED:
            told = f'"{key}" holds {len(node):,} items, and a list holds at most {MOST_ITEMS}; split it or shorten it'
            yield Snag(node[MOST_ITEMS].mark, told)
        for value in node:
            yield from overruns(value, key, depth)
