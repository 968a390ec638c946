"""How long pages of the board take over a store of many engagements, each in the median of many requests.

    python -m tests.bench.board [ENGAGEMENTS] [TICKETS_EACH]

Every request goes over HTTP to waitress on loopback, one after the other, as one visitor asks. Times are of the
machine it runs on; the aim is a median under 200 ms for every page.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import requests

from state.open import open_store
from tests.board.filled import fill
from tests.board.served import served_store

ROUNDS = 15
PAGES = {
    "overview": "/",
    "engagement": "/engagements/apollo-1",
    "engagement, filtered": "/engagements/apollo-1?standing=blocked",
    "ticket": "/engagements/apollo-1/tickets/APO-17",
    "rules": "/rules",
    "outbox": "/outbox",
    "notice": "/outbox/apollo-1-2",
    "runs": "/runs",
    "run": "/runs/run000000001",
    "audit": "/audit",
    "audit, a text nobody wrote": "/audit?said=nobody-wrote-this",
}


def measured(address: str) -> dict[str, tuple[float, int]]:
    """Return the median milliseconds of each page, and its size in bytes."""
    found = {}
    with requests.Session() as session:
        for name, path in PAGES.items():
            times, size = [], 0
            for _ in range(ROUNDS):
                begun = perf_counter()
                answer = session.get(address + path, timeout=30)
                times.append((perf_counter() - begun) * 1000)
                answer.raise_for_status()
                size = len(answer.content)
            found[name] = (median(times), size)
    return found


def main(engagements: int, each: int) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'stageward.db'}"
        with open_store(url) as store:
            fill(store, engagements, each)
        with served_store(url) as address:
            for name, (time, size) in measured(address).items():
                sys.stdout.write(f"{name:28} {time:7.1f} ms {size / 1024:8.0f} KiB\n")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(12, 250)[len(given) :])
