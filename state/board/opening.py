"""Opens the board for what a configuration says of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple, Protocol

from state.board.reader import StoreReader
from state.board.serving import serving
from state.board.setting import BoardSetting
from sync.mailing.signing import SigningKey
from sync.ports import Clock
from sync.render.stationery import Stationery
from sync.service.hints import Hints


class BoardLike(Protocol):
    """What a configuration tells of the board (config.values.BoardConfig has this shape)."""

    @property
    def address(self) -> tuple[str, int]: ...
    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]: ...
    @property
    def user_header(self) -> str | None: ...
    @property
    def hosts(self) -> tuple[str, ...]: ...
    @property
    def secure(self) -> bool: ...


class House(NamedTuple):
    """What the board shares with the cycles: the store's URL, the clock, how clients are written to,
    and who takes what trackers post."""

    store: str
    clock: Clock
    stationery: Stationery
    hints: Hints | None = None


@contextmanager
def open_board(told: BoardLike, house: House, key: SigningKey | None, password_hash: str | None) -> Iterator[str]:
    """Serve the board while the context lasts, and yield its address. Raises AddressTaken."""
    setting = BoardSetting(
        clock=house.clock,
        key=key,
        password_hash=password_hash,
        proxies=told.proxies,
        user_header=told.user_header,
        hosts=told.hosts,
        secure=told.secure,
        stationery=house.stationery,
        hints=house.hints,
    )
    with serving(StoreReader(house.store), setting, *told.address) as address:
        yield address
