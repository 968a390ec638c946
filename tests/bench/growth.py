"""Benchmark: how whole cycles grow from 2,000 to 200,000 tickets.

    python -m tests.bench.growth [--told EVERY] [TICKETS ...]

A tracker in this process makes its tickets as they are asked for, so that nothing but our own work is measured. Every
number of tickets runs in a process of its own. One in so many (50) is of a kind that clients or the board are told of
one by one: promised, or a risk; what is told of them is held together. Prints CPU time in seconds and the peak of its memory in MB, and both
as multiples of the row before.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import process_time
from zoneinfo import ZoneInfo

from config.load import load_pack
from rules.model import Comment, Person, Ticket
from state.open import open_store
from sync.account import EngagementAccount
from sync.comment import OwnComment, StickyComment
from sync.cycle import run_cycle
from sync.engagement import Client, Engagement, Mode, Scope, ScopeKind
from sync.holds.routes import ANYWHERE, NO_FILLS
from sync.listing import Found, Listed, Manner, Whereabouts
from sync.neighbours.ticket_draft import TicketDraft
from sync.ports import NOTHING_KNOWN, Calls, Edit, Needs, Receipt, Unreadable, Words
from sync.stand import World
from tests.bench.tickets import STATUSES, tickets

PACK = Path(__file__).parent / "forty.yaml"
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
PAGE = 100
KINDS = 997  # different tickets; they recur under other names
CHANGED = 200
TOLD = 50
ORDINARY = frozenset({"Story", "Task", "Bug"})  # neither promised to the client nor a risk
SIZES = (2_000, 20_000, 200_000)
BOT = Person(id="bot", email="bot@acme.example", name="Stageward")
APOLLO = Engagement(
    "apollo",
    "acme-jira",
    Scope(ScopeKind.PROJECT, "APO"),
    ("forty",),
    Client("Apollo Bank", ZoneInfo("UTC")),
    Mode.OBSERVE,
    stages={status: (status,) for status in STATUSES},
)


@dataclass
class Clock:
    """Shows a time that only a benchmark moves on."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


class Mill:
    """A tracker that makes tickets as they are asked for; reading only."""

    source = "acme-jira"
    manner = Manner(oldest_first=True, comments_hide=False, settles=timedelta(minutes=5))

    def __init__(self, count: int, told: int) -> None:
        kinds = tickets(KINDS)
        self._ordinary = [one for one in kinds if one.type in ORDINARY]
        self._told_of = [one for one in kinds if one.type not in ORDINARY]
        self._every = told
        self._count = count
        self._changed: dict[int, datetime] = {}
        self._reads = 0

    @property
    def calls(self) -> Calls:
        return Calls(reads=self._reads)

    def change(self, some: int, at: datetime, kinds: frozenset[str] = frozenset()) -> None:
        """Let so many tickets change, of these types where any are named."""
        numbers = [one for one in range(self._count) if not kinds or self._like(one).type in kinds]
        self._changed = dict.fromkeys(Random(5).sample(numbers, some), at)

    def identity(self) -> Person:
        return BOT

    def statuses(self, scope: Scope) -> tuple[str, ...]:
        del scope
        return STATUSES

    def words(self, scope: Scope) -> Words:
        del scope
        return Words(statuses=STATUSES)

    def changed(
        self, scope: Scope, needs: Needs, since: datetime | None, known: Mapping[str, datetime] = NOTHING_KNOWN
    ) -> Iterator[list[Ticket | Unreadable]]:
        """Yield pages of those that changed since then and are not known at that very time."""
        del scope, needs
        numbers = range(self._count) if since is None else sorted(self._changed)
        page: list[Ticket | Unreadable] = []
        for number in numbers:
            if since is not None and self._changed[number] < since:
                continue
            one = self._ticket(number)
            if known.get(one.id) != one.updated:
                page.append(one)
            if len(page) == PAGE:
                self._reads += 1
                yield page
                page = []
        self._reads += 1
        yield page

    def listed(self, scope: Scope) -> Iterator[list[Listed]]:
        del scope
        for first in range(0, self._count, PAGE):
            some = (self._ticket(number) for number in range(first, min(first + PAGE, self._count)))
            yield [Listed(one.id, one.key, one.updated) for one in some]

    def find(self, scope: Scope, ticket_id: str) -> Found:
        del scope, ticket_id
        return Found(Whereabouts.HERE)

    def members(self, scope: Scope, group: str) -> tuple[Person, ...]:
        del scope, group
        return ()

    def comments(self, ticket_id: str) -> tuple[Comment, ...]:
        del ticket_id
        return ()

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        del needs
        return self._ticket(int(ticket_id))

    def _ticket(self, number: int) -> Ticket:
        like, at = self._like(number), self._changed.get(number)
        title = f"{like.title}, at {at:%H:%M}" if at else like.title
        updated = at or NOW - timedelta(days=1)
        return replace(like, id=str(number), key=f"APO-{number + 1}", title=title, updated=updated)

    def _like(self, number: int) -> Ticket:
        turn, rest = divmod(number, self._every)
        return self._ordinary[number % len(self._ordinary)] if rest else self._told_of[turn % len(self._told_of)]

    def sticky_comment(self, ticket_id: str, marker: str, comment_id: str | None = None) -> OwnComment | None:
        raise NotImplementedError

    def reads_as(self, comment: StickyComment) -> str:
        raise NotImplementedError

    def remove_comment(self, ticket_id: str, ticket_key: str, comment_id: str) -> None:
        raise NotImplementedError

    def create(self, scope: Scope, draft: TicketDraft) -> Ticket:
        raise NotImplementedError

    def edit(self, edit: Edit) -> Receipt:
        raise NotImplementedError

    def path(
        self,
        ticket_id: str,
        ticket_key: str,
        to_status: str,
        barred: frozenset[str] = ANYWHERE,
        fills: Mapping[str, str] = NO_FILLS,
    ) -> tuple[str, ...]:
        raise NotImplementedError

    def move(self, ticket_id: str, ticket_key: str, to_status: str, fills: Mapping[str, str] = NO_FILLS) -> Receipt:
        raise NotImplementedError


@dataclass(frozen=True)
class Cost:
    """One cycle: CPU in seconds, the peak of the memory in MB up to its end, and how many tickets it found changed."""

    cycle: str
    cpu: float
    peak: float
    changed: int
    judged: int


class Growing:
    """An engagement of so many tickets, and a clock that goes on by five minutes from cycle to cycle."""

    def __init__(self, count: int, url: str, told: int = TOLD) -> None:
        pack, _ = load_pack(PACK.read_bytes(), PACK.name)
        assert pack is not None
        self.store = open_store(url)
        self.mill, self.clock = Mill(count, told), Clock()
        self.world = World(self.store, self.clock, {self.mill.source: self.mill}, {pack.name: pack})

    def cycle(self, name: str) -> Cost:
        begun = process_time()
        account = self.sync()
        peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024  # Linux tells KB
        return Cost(name, process_time() - begun, peak, account.changed, account.judged)

    def sync(self) -> EngagementAccount:
        self.clock.at += timedelta(minutes=5)
        [account] = run_cycle(self.world, [APOLLO], writes=True).engagements
        assert not account.failures, account.failures
        return account


def costs(count: int, told: int = TOLD) -> list[Cost]:
    """Run cycles over so many tickets, and return what each of them cost."""
    with TemporaryDirectory() as folder:
        growing = Growing(count, f"sqlite:///{folder}/stageward.db", told)
        with growing.store:
            found = [growing.cycle("first"), growing.cycle("second"), growing.cycle("idle")]
            growing.mill.change(CHANGED, growing.clock.at)
            found += [growing.cycle(f"{CHANGED} changed"), growing.cycle("after that"), growing.cycle("idle")]
            growing.mill.change(CHANGED, growing.clock.at, ORDINARY)
            return [*found, growing.cycle(f"{CHANGED} ordinary")]


def main() -> None:
    """Measure each size in a process of its own, and print."""
    parser = ArgumentParser(prog="python -m tests.bench.growth", description="Measure how whole cycles grow.")
    parser.add_argument("--told", type=int, default=TOLD, help="one in so many is told of")
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    asked = parser.parse_args()
    sys.stdout.write(
        f"{'tickets':>8}  {'cycle':14}{'CPU s':>8}{'us/ticket':>10}{'x before':>9}{'peak MB':>9}{'x before':>9}\n"
    )
    before: list[Cost] = []
    for count in asked.sizes:
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:
            found = apart.submit(costs, count, asked.told).result()
        for one, smaller in zip(found, before or found, strict=True):
            sys.stdout.write(f"{count:8,}  {one.cycle:14}{one.cpu:8.2f}{one.cpu / count * 1e6:10.1f}")
            sys.stdout.write(f"{one.cpu / smaller.cpu:9.1f}{one.peak:9.0f}{one.peak / smaller.peak:9.2f}\n")
        sys.stdout.flush()
        before = found


if __name__ == "__main__":
    main()
