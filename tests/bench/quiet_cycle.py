"""How many requests whole cycles cost: the first one over many tickets, quiet ones, and one in which a few changed.

    python -m tests.bench.quiet_cycle [TICKETS] [CHANGED]

Counts, no times: they are the same on every machine. Trackers are those of the sandbox, with the packs we ship; one
ticket in ten fails checks of its gate, so that the first cycle writes on it and holds it; so does every second one
of those that change later.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sync.calls import Calls
from sync.engagement import Limits
from tests.sync.desks import Desk
from tests.sync.houses import House

TRACKERS = {"jira": "Jira Cloud", "datacenter": "Jira Data Center", "clickup": "ClickUp"}
NO_LIMITS = Limits(changes=1_000_000, share=1.0, mails=1_000_000)
ONE_IN = 10  # tickets fails


@dataclass(frozen=True)
class Cost:
    """One cycle: how many tickets it found changed, how many actions it did, and what it asked the tracker."""

    cycle: str
    changed: int
    actions: int
    calls: Calls


@contextmanager
def office(tracker: str) -> Iterator[tuple[House, Desk]]:
    """Open an installation with one engagement at one of `TRACKERS`."""
    with TemporaryDirectory() as folder, House(Path(folder)) as house:
        if tracker == "datacenter":
            house.move_to_datacenter()
        desk = house.clickup_desk if tracker == "clickup" else house.jira_desk
        house.only(desk)
        house.set(limits=NO_LIMITS)
        yield house, desk


def costs(tracker: str, tickets: int, changed: int) -> list[Cost]:
    """Run cycles over so many tickets and return what each of them cost."""
    with office(tracker) as (house, desk):
        names = [_create(desk, number) for number in range(tickets)]
        found = [_cycle(house, desk, "first")]
        house.clock.pass_(hours=2)
        found += [_cycle(house, desk, "its own writes come back"), _cycle(house, desk, "quiet")]
        _work_on(desk, [name for number, name in enumerate(names) if not _fails(number)][:changed])
        found += [_cycle(house, desk, f"{changed} changed"), _cycle(house, desk, "quiet again")]
    return found


def _create(desk: Desk, number: int) -> str:
    status = "review" if _fails(number) else "in progress"
    return str(desk.create(f"Piece {number}", status, ticked=not _fails(number), days_ago=1 + number % 20))


def _fails(number: int) -> bool:
    return number % ONE_IN == 0


def _work_on(desk: Desk, names: Sequence[str]) -> None:
    """Change tickets, every second of them so that it fails a check and goes on hold."""
    for name in names[::2]:
        desk.fill(name, "Mitigation", "Begin early.")
    for name in names[1::2]:
        desk.tick(name, done=False)
        desk.move(name, "review")


def _cycle(house: House, desk: Desk, name: str) -> Cost:
    run = house.cycle()
    [account] = run.engagements
    assert not account.failures, account.failures
    return Cost(name, account.changed, len(account.actions), run.calls[desk.source])


def main(tickets: int, changed: int) -> None:
    """Count and print."""
    sys.stdout.write(f"{tickets:,} tickets, {changed} of them changed later\n")
    sys.stdout.write(f"{'':20}{'cycle':28}{'changed':>8}{'actions':>8}{'reads':>8}{'writes':>8}\n")
    for tracker, name in TRACKERS.items():
        for one in costs(tracker, tickets, changed):
            sys.stdout.write(f"{name:20}{one.cycle:28}{one.changed:8}{one.actions:8}")
            sys.stdout.write(f"{one.calls.reads:8}{one.calls.writes:8}\n")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given or [2_000, 20]))
