"""`python -m tests.workers.many [--workers 4] [--engagements 100]`: many worker processes, one of them killed in the
middle; what came of it. Exits with 1 where something is wrong."""

import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from signal import SIGTERM
from statistics import median
from tempfile import mkdtemp

import psycopg

from state.open import open_store
from sync.trail import verified
from tests.postgres.server import running_server
from tests.workers.town import running_town

ROOT = Path(__file__).resolve().parents[2]
IN_HAND = "select count(*) from stageward_jobs.procrastinate_jobs where status = 'doing'"
RUNS = "select began, document::jsonb -> 'engagements' -> 0 ->> 'name' from runs where ended is not null order by began"


@dataclass
class Report:
    figures: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)


class Workers:
    """Processes that share the work of a town."""

    def __init__(self, town, count, folder, hurried):
        program = ["-m", "tests.workers.worker"] if hurried else [str(ROOT / "run.py"), "serve"]
        self._command = [sys.executable, *program, "--workers", "1", "--log", "json"]
        self._town, self._folder = town, folder
        self.logs = [folder / f"worker-{number}.log" for number in range(1, count + 1)]
        self.processes = []

    def __enter__(self):
        for log in self.logs:
            self._start(log)
        return self

    def _start(self, log):
        with log.open("ab") as told:
            settings = {**environ, **self._town.settings}
            self.processes.append(subprocess.Popen(self._command, cwd=ROOT, env=settings, stdout=told, stderr=told))

    def __exit__(self, *_error):
        for one in self.processes:
            one.kill()
            one.wait()

    def kill_one_at_work(self, within=60):
        """Kill a worker that has a cycle in hand; return the engagement's name."""
        at_work = "select name from leases where name not like ':%%' and process like %s"
        until = time.monotonic() + within
        with psycopg.connect(self._town.state, autocommit=True) as db:
            while (found := db.execute(at_work, [f"% {self.processes[0].pid} worker %"]).fetchone()) is None:
                if time.monotonic() > until:
                    raise TimeoutError("the worker never had a cycle in hand")
        self.processes[0].kill()
        self.processes[0].wait()
        return found[0]

    def end(self):
        """Stop the others in order; return their exit codes and the seconds the slowest took."""
        begun, alive = time.monotonic(), [one for one in self.processes if one.poll() is None]
        for one in alive:
            one.send_signal(SIGTERM)
        return [one.wait(timeout=30) for one in alive], time.monotonic() - begun


class Scene:
    """A town and those who work on it, and how far they are."""

    def __init__(self, town, workers):
        self.town, self.workers = town, workers

    def cycles(self):
        """Return the moments at which cycles of each engagement began that came to their end."""
        with psycopg.connect(self.town.state) as db:
            found = db.execute(RUNS).fetchall()
        by_name = {name: [] for name in self.town.names}
        for began, name in found:
            if name in by_name:
                by_name[name].append(began)
        return by_name

    def until(self, is_reached, within):
        """Wait until something holds; returns the seconds that took, and raises where it takes too long."""
        begun = time.monotonic()
        while not is_reached():
            if time.monotonic() - begun > within:
                raise TimeoutError(f"not reached within {within} s; see {self.workers.logs[0].parent}")
            time.sleep(0.1)
        return time.monotonic() - begun

    def all_cycled(self, times=1):
        counts = [len(found) for found in self.cycles().values()]
        return min(counts) >= times


def demonstrate(town, workers, report, within=600):
    """Let the workers hold what is to be held, kill one in the middle, and let clients hear of deliveries."""
    scene = Scene(town, workers)
    half = len(town.names) // 2
    scene.until(lambda: sum(map(bool, scene.cycles().values())) >= half, within)
    report.figures["killed with a cycle in hand of"] = workers.kill_one_at_work()
    report.figures["all cycled, one worker killed at half, s after"] = round(scene.until(scene.all_cycled, within), 1)
    for name in town.names:
        town.deliver(name)
    report.figures["all clients told, s"] = round(scene.until(lambda: len(town.mails()) == len(town.names), within), 1)
    before = {name: len(found) for name, found in scene.cycles().items()}
    scene.until(lambda: all(len(found) > before[name] for name, found in scene.cycles().items()), within)
    codes, seconds = workers.end()
    report.figures["workers stopped within, s"] = round(seconds, 1)
    if any(codes):
        report.wrong.append(f"workers ended with {codes}")
    judge(town, scene, report)


def judge(town, scene, report):
    counts = sorted(len(found) for found in scene.cycles().values())
    report.figures["cycles of an engagement"] = f"{counts[0]} to {counts[-1]}, median {median(counts):g}"
    report.figures["requests"] = len(town.jira.log)
    report.figures["refused for a limit (429)"] = town.answered(429)
    comments = Counter(town.comments().values())
    report.figures["tickets by comments of ours"] = dict(comments)
    report.figures["mails"] = sum(town.mails().values())
    if set(comments) - {0, 1}:
        report.wrong.append(f"tickets have more than one comment of ours: {comments}")
    held = [one for one in town.jira.site.issues.values() if one.status == "Blocked"]
    if not all(town.comments()[one.key] == 1 for one in held) or len(held) != town.to_hold:
        report.wrong.append(f"{len(held)} tickets are held, {town.to_hold} should be, each with a comment")
    if twice := {key: count for key, count in moves(town).items() if count > 1}:
        report.wrong.append(f"tickets were moved more than once: {twice}")
    if set(town.mails().values()) != {1}:
        report.wrong.append(f"mails were sent twice: {town.mails()}")
    with open_store(town.state) as store:
        proof = verified(store.trail(), store.trail_anchor())
        left = [intent for name in town.names for intent in store.open_intents(name)]
    with psycopg.connect(town.state) as db:
        (in_hand,) = db.execute(IN_HAND).fetchone()
    if in_hand:
        report.wrong.append(f"{in_hand} jobs are in the hands of workers that ended")
    if proof.flaw is not None:
        report.wrong.append(f"the trail is not whole: {proof.flaw}")
    if left:
        report.wrong.append(f"begun and not settled: {left}")


def moves(town):
    """Count how often the bot moved each ticket."""
    bot = town.jira.people["bot"].id
    return {
        issue.key: sum(
            change.field == "status" for entry in issue.history if entry.author == bot for change in entry.changes
        )
        for issue in town.jira.site.issues.values()
    }


def main():
    parser = ArgumentParser(prog="python -m tests.workers.many", description="Many workers, one of them killed.")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--engagements", type=int, default=100)
    parser.add_argument("--every", type=int, default=30, help="seconds between two cycles")
    parser.add_argument("--burst", type=int, default=20, help="requests a second that one endpoint takes")
    asked = parser.parse_args()
    folder, report = Path(mkdtemp(prefix="many-")), Report()
    sys.stdout.write(f"logs stay in {folder}\n")
    with ExitStack() as closing:
        url = closing.enter_context(running_server()).fresh()
        town = closing.enter_context(running_town(folder, url, asked.engagements, asked.every, burst=asked.burst))
        workers = closing.enter_context(Workers(town, asked.workers, folder, hurried=False))
        demonstrate(town, workers, report)
    for name, value in report.figures.items():
        sys.stdout.write(f"{name}: {value}\n")
    for said in report.wrong or ["nothing is wrong"]:
        sys.stdout.write(f"{said}\n")
    return bool(report.wrong)


if __name__ == "__main__":
    sys.exit(main())
