"""Benchmark: whole cycles over 20,000 tickets and forty rules, beside the least we know, side by side in one run.

    python -m tests.bench.cycle [TICKETS] [ROUNDS]

`first`: everything is new. `again`: everything comes again and nothing changed. `changed`: 200 tickets changed.
`idle`: nothing did. `touched`: every change time is another one and nothing else changed.
Prints the CPU time of resident processes, start-up and opening not counted, as multiples of `floor.py`, and the
most memory of processes of their own. The server is a process of its own. Quote the ratios, not the times.
"""

import gc
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from statistics import median
from subprocess import PIPE, run
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING, Protocol

import urllib3

from tests.bench.tickets import NOW

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

ROUNDS = 5
CHANGED = 200
PHASES = ("first", "again", "changed", "idle", "touched")
FEW = 300  # tickets of the site that processes warm up with
PASSED = timedelta(minutes=15)  # from one step of the site's life to the next one
WAYS = ("floor", "ours")  # modules beside this one, imported in their own processes alone


class Cycles(Protocol):
    """What is measured."""

    def cycle(self, now: datetime) -> None: ...

    def forget(self) -> None:
        """Let the next cycle read everything again."""

    def findings(self) -> Counter[str]:
        """Count the outcomes and standings that stand."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one process told: CPU seconds by phase, its most memory in MB, and what it found."""

    seconds: dict[str, float]
    memory: float
    findings: dict[str, int]


def lived_through(cycles: Cycles, url: str, phases: Sequence[str], begun: int = 0) -> Iterator[tuple[str, float]]:
    """Let the site live and the cycles run; yield the CPU seconds of each. `begun` phases have gone before."""
    now = NOW + PASSED * begun
    for phase in phases:
        if phase == "first":
            _tell(url, "/begin")
        elif phase == "touched":
            _tell(url, "/touch")
        elif phase == "changed":
            _tell(url, "/change", str(CHANGED))
        if phase == "again":
            cycles.forget()
        started = process_time()
        cycles.cycle(now)
        yield phase, process_time() - started
        now += PASSED


def _tell(url: str, step: str, body: str = "") -> None:
    with urllib3.PoolManager() as pool:
        assert pool.request("POST", url + step, body=body.encode()).status == 200


def child(way: str, url: str, few: str, folder: str, phases: str) -> None:
    """Warm up, live through phases, and tell what it took as JSON."""
    chosen = phases.split(",")
    opened: Callable[[str, Path], AbstractContextManager[Cycles]] = import_module(f"tests.bench.{way}").opened
    with TemporaryDirectory() as elsewhere, opened(few, Path(elsewhere)) as cycles:
        list(lived_through(cycles, few, PHASES))
    gc.collect()
    with opened(url, Path(folder)) as cycles:
        took = dict(lived_through(cycles, url, chosen, PHASES.index(chosen[0])))
        memory = most_memory()
        found = dict(cycles.findings())
    sys.stdout.write(json.dumps({"seconds": took, "memory": memory, "findings": found}))


def most_memory() -> float:
    """Return the most memory this process ever had, in MB. `getrusage` would tell that of its parent, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def of_a_process(way: str, url: str, few: str, folder: Path, phases: Sequence[str] = PHASES) -> Told:
    command = [sys.executable, "-m", "tests.bench.cycle", "--child", way, url, few, str(folder), ",".join(phases)]
    return Told(**json.loads(run(command, check=True, stdout=PIPE, text=True).stdout))


def rounds(url: str, few: str, count: int) -> Iterator[dict[str, Told]]:
    """Let both ways live through all phases, some rounds."""
    for _ in range(count):
        told = {}
        for way in WAYS:
            with TemporaryDirectory() as folder:
                told[way] = of_a_process(way, url, few, Path(folder))
        assert len({json.dumps(one.findings, sort_keys=True) for one in told.values()}) == 1, told
        yield told


def memory(way: str, url: str, few: str) -> dict[str, float]:
    """Return the most memory of a process for every phase, in MB."""
    with TemporaryDirectory() as folder:
        return {phase: of_a_process(way, url, few, Path(folder), (phase,)).memory for phase in PHASES}


def main(count: int, several: int) -> None:
    """Measure and print. Ratios are those within a round, medians of all rounds."""
    from tests.bench.busy_jira import serving

    with serving(count) as url, serving(FEW) as few:
        told = list(rounds(url, few, several))
        most = {way: memory(way, url, few) for way in WAYS}
    found = told[0]["ours"].findings
    sys.stdout.write(f"{count:,} tickets x 40 rules, {found['fail']:,} fail, the same in both ways\n")
    sys.stdout.write(f"{'':10}{'floor':>12}{'ours':>12}{'ratio':>8}{'floor':>10}{'ours':>8}\n")
    for phase in PHASES:
        each = {way: median(one[way].seconds[phase] for one in told) for way in WAYS}
        ratio = median(one["ours"].seconds[phase] / one["floor"].seconds[phase] for one in told)
        times = "".join(f"{seconds * 1000:9.1f} ms" for seconds in each.values())
        sys.stdout.write(f"{phase:10}{times}{ratio:6.2f} x")
        sys.stdout.write(f"{most['floor'][phase]:7.0f} MB{most['ours'][phase]:5.0f} MB\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        given = [int(word) for word in sys.argv[1:]]
        main(*given, *(20_000, ROUNDS)[len(given) :])
