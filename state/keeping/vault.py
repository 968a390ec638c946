"""Copies of the store at a URL."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from state.keeping.backup import back_up
from state.keeping.moving import move
from state.keeping.restore import restore
from state.open import path_of
from state.sqlite import SQLITE
from sync.ports import Clock
from sync.service.vault import BackedUp, Moved, Restored, Tell


@dataclass(frozen=True, slots=True)
class StoreVault:
    """Implements `sync.service.vault.Vault`. `login` puts the password into a URL, where it needs one."""

    url: str
    login: Callable[[str], str]

    def back_up(self, file: Path, tell: Tell, *, replaces: bool) -> BackedUp:
        return back_up(self.url, file, tell, replaces=replaces)

    def restore(self, file: Path, clock: Clock, who: str, tell: Tell) -> Restored:
        return restore(self.url, file, clock, who, tell)

    def move(self, url: str, clock: Clock, tell: Tell) -> Moved:
        return move(self.url, self.login(url), clock, tell, _to_write(url))


def _to_write(url: str) -> str:
    """Return a URL as it stands in a configuration: with a path that hangs on no folder, and without a password."""
    if url.startswith(SQLITE):
        return SQLITE + str(Path(path_of(url)).absolute())
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    login = f"{user.partition(':')[0]}@" if user else ""
    return parts._replace(netloc=f"{login}{host}").geturl()
