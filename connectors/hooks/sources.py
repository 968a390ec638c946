"""Sources whose trackers post events, as they are configured."""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from connectors.examining import open_examiner
from connectors.opening import SourceLike


@dataclass(frozen=True, slots=True)
class HookedSource:
    """A source whose tracker posts events. `secrets` are those it may sign with, two while one takes the other's place;
    `ask_who` asks it for the account id of the bot, and may raise the errors of `sync.ports`."""

    name: str
    kind: str
    secrets: tuple[str, ...] = field(repr=False)
    ask_who: Callable[[], str]


def hooked_sources(
    sources: Iterable[SourceLike],
    secrets_of: Callable[[str], tuple[str, ...]],
    token_of: Callable[[str], str],
    now: Callable[[], datetime],
) -> tuple[HookedSource, ...]:
    """Return the sources whose secrets are given. Secrets and tokens are told by a source's name; `now` is our clock,
    in UTC."""
    every = (
        HookedSource(one.name, one.kind, secrets_of(one.name), partial(_asked, one, token_of, now)) for one in sources
    )
    return tuple(one for one in every if one.secrets)


def _asked(source: SourceLike, token_of: Callable[[str], str], now: Callable[[], datetime]) -> str:
    """Ask with a connection of its own: those of cycles belong to their threads."""
    with closing(open_examiner(source, token_of(source.name), now)) as examiner:
        return examiner.identity().id or ""
