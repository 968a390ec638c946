"""Our own cycle over one engagement that observes, as a resident process runs it: what `cycle.py` measures."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.load import load_pack
from connectors.jira import JiraCloud
from state.open import open_store
from sync.cycle import run_cycle
from sync.engagement import Client, Engagement, Scope, ScopeKind
from sync.polling import BEFORE_ALL_TICKETS
from sync.stand import World
from tests.bench.tickets import NOW

FORTY = Path(__file__).with_name("forty.yaml")
APOLLO = Engagement("apollo", "acme-jira", Scope(ScopeKind.PROJECT, "APO"), ("forty",), Client("Apollo"))


@dataclass(slots=True)
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Ours:
    """Our cycle over one engagement that observes."""

    world: World
    clock: Clock

    def cycle(self, now: datetime) -> None:
        self.clock.at = now
        [account] = run_cycle(self.world, [APOLLO], writes=True).engagements
        assert not account.failures, account.failures

    def forget(self) -> None:
        cursor = self.world.store.cursor(APOLLO.name)
        assert cursor is not None
        self.world.store.keep_cursor(APOLLO.name, replace(cursor, since=BEFORE_ALL_TICKETS, met_at=None))

    def findings(self) -> Counter[str]:
        told: Counter[str] = Counter()
        for judged in self.world.store.verdicts(APOLLO.name).values():
            told.update(finding.outcome.value for finding in judged.verdict.findings)
            told[judged.verdict.standing.value] += 1
        return told


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Ours]:
    """Open the store of a folder and our connector to a site."""
    pack, mistakes = load_pack(FORTY.read_bytes(), FORTY.name)
    assert pack is not None, mistakes
    clock = Clock()
    with (
        open_store(f"sqlite:///{folder / 'stageward.db'}") as store,
        JiraCloud("acme-jira", url, "bot@acme.example", "token") as tracker,
    ):
        yield Ours(World(store, clock, {"acme-jira": tracker}, {pack.name: pack}), clock)
