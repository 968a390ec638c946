"""What the modules of SQL ask of a database, whichever holds the rows. The SQL is what SQLite and PostgreSQL share.

Values are text, whole numbers, bytes or nothing; placeholders are `?` in a sequence, `:name` in a mapping. Every table
that `create` makes has a column `rowid` that grows with every new row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any, Literal, Protocol

Values = Sequence[Any] | dict[str, Any]
Columns = str | tuple[str, ...]


def marks(rows: Sequence[Sequence[Any]]) -> str:
    """Return the placeholders of rows that all have the length of the first, as `values` takes them."""
    one = f"({', '.join('?' * len(rows[0]))})"
    return ", ".join([one] * len(rows))


def flat(rows: Iterable[Sequence[Any]]) -> list[Any]:
    """Return the values of rows one after the other, for the placeholders of `marks`."""
    return list(chain.from_iterable(rows))


class Found(Protocol):
    """What a statement found, as tuples; `rowcount` is how many rows it changed."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...  # noqa: ANN401 - a row, or None where there is no more
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Readable(Protocol):
    """A database for one who only asks."""

    def execute(self, sql: str, parameters: Values = ..., /) -> Found: ...


class Table(Protocol):
    """One table. Records of one call have the same names in the same order."""

    def insert(self, record: dict[str, Any]) -> object: ...
    def insert_all(self, records: Iterable[dict[str, Any]], *, ignore: bool = ..., batch_size: int = ...) -> object:
        """Insert records; with `ignore`, those whose key is there already are left out."""

    def upsert(self, record: dict[str, Any], pk: Columns) -> object: ...
    def upsert_all(self, records: Iterable[dict[str, Any]], pk: Columns, *, batch_size: int = ...) -> object:
        """Insert records; where the key is there already, the columns they name are replaced."""

    def create(
        self,
        columns: dict[str, Any],
        pk: Columns,
        *,
        not_null: Sequence[str] = ...,
        foreign_keys: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = ...,
    ) -> "Table": ...
    def add_column(self, name: str, kind: type, /, *, not_null_default: str | int | None = ...) -> object: ...
    def create_index(self, columns: list[str], *, unique: bool = ...) -> object: ...


class Rows(Readable, Protocol):
    """A database within one transaction."""

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """What speaks, for the few tables that are written in its own words."""

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> object: ...
    def table(self, name: str, /) -> Table: ...


Opened = Callable[[], AbstractContextManager[Rows]]


class RowStore(Protocol):
    """Where rows are kept: a file or a server. May raise Unreachable and StoreUnusable."""

    @property
    def place(self) -> str:
        """Where that is, in words for people; never with a password."""

    def reading(self) -> AbstractContextManager[Rows]:
        """Open a transaction that only asks."""

    def writing(self) -> AbstractContextManager[Rows]:
        """Open a transaction that no other writer runs beside: all inside is kept, or nothing."""

    def close(self) -> None: ...
