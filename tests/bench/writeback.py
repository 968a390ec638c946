"""Benchmark: writing back to 500 tickets at 50 ms latency, beside the plain way of one call after the other.

    python -m tests.bench.writeback [TICKETS]

Every ticket gets a label and a comment; then, in a fresh site, goes on hold, too. Prints calls per ticket, and the
time as a share of the plain way's, which is measured over a tenth of the tickets. The plain way looks at a ticket and
at its comments, writes the comment, looks at the labels and writes them; for a hold it asks for the transitions and
takes one. The sandbox and its latency are a process of their own.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import PIPE, Popen
from time import perf_counter, sleep

import requests

from config.load import load
from connectors.opening import open_tracker
from connectors.sandbox import Fault
from state.open import open_store
from sync.apply import apply
from sync.engagement import Mode
from sync.lease import tenure
from sync.looking import look_at
from sync.outlook import outlook_on
from sync.stand import World, read
from tests.bench.quiet_cycle import NO_LIMITS, TRACKERS, office
from tests.sync.houses import Clock

BLOCKED = "71"  # the transition of the sandbox's workflow that leads to the hold status
COMMENT = "The review needs a tick at every point of the self-assessment."
LATENCY = 0.05  # seconds, of every call
SHARE = 10  # one in so many tickets is written to in the plain way
MODES = {"label and comment": Mode.ADVISE, "and a hold": Mode.ENFORCE}
CHOSEN = {name: TRACKERS[name] for name in ("jira", "clickup")}


@dataclass(frozen=True, slots=True)
class Place:
    """A site in a process of its own: where it is, how to log in, its tickets, and what is configured for it."""

    tracker: str
    config: str
    url: str
    login: tuple[str, str]
    tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What writing to `tickets` took: calls, writes among them, and seconds on the clock."""

    tickets: int
    calls: int
    writes: int
    seconds: float


@contextmanager
def place(tracker: str, count: int, latency: float = LATENCY) -> Iterator[Place]:
    """Run a site with so many tickets that all fail their gate."""
    command = [sys.executable, "-m", "tests.bench.writeback", "--serve", tracker, str(count), str(latency)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Place(**told | {"login": tuple(told["login"]), "tickets": tuple(told["tickets"])})
        process.terminate()


def serve(tracker: str, count: int, latency: float) -> None:
    """Tell about the site, then answer until the process is ended."""
    with office(tracker) as (house, desk):
        names = [str(desk.create(f"Piece {number}", "review")) for number in range(count)]
        site = desk.service
        site.faults.add(Fault(times=None, delay=latency))
        told = {
            "tracker": tracker,
            "config": str(house.config),
            "url": site.url,
            "login": (getattr(site, "user", ""), site.token),
            "tickets": names,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        while True:
            sleep(3600)


def ours(here: Place, mode: Mode) -> Cost:
    """Write back as a cycle does, behind its reading, judging and planning."""
    installation = load(Path(here.config)).installation
    assert installation is not None
    [engagement] = [one for one in installation.engagements if (one.source == "studio") == (here.tracker == "clickup")]
    engagement = replace(engagement, mode=mode, limits=NO_LIMITS)
    with ExitStack() as closing:
        [source] = [one for one in installation.sources if one.name == engagement.source]
        tracker = open_tracker(source, here.login[1], engagement.client.zone)
        closing.callback(tracker.close)
        store = closing.enter_context(open_store(installation.state_url))
        clock = Clock()
        world = World(store, clock, {engagement.source: tracker}, {one.name: one for one in installation.packs})
        store.begin_run("bench", "sync", clock.now())
        mine = closing.enter_context(tenure(store, clock, engagement.name, "bench"))
        stand = look_at(world, read(world, engagement, "bench", mine))
        outlook = outlook_on(world, stand)
        stand.intake.keep()
        actions = [one for one in outlook.account.actions if not one.notice_id]
        before, begun = tracker.calls, perf_counter()
        ended = [one for each in apply(stand.hands, actions, stand.known) for one in each.actions]
        took, calls = perf_counter() - begun, tracker.calls.since(before)
    assert {one.state.value for one in ended} == {"applied"}, ended
    assert {one.ticket_id for one in ended} == {one.ticket.id for one in stand.subjects}
    return Cost(len(here.tickets), calls.reads + calls.writes, calls.writes, took)


def plainly(here: Place, mode: Mode) -> Cost:
    """Write to all tickets, one call after the other."""
    session = requests.Session()
    if here.tracker == "jira":
        session.auth, calls = here.login, _jira_calls
    else:
        session.headers["Authorization"], calls = here.login[1], _clickup_calls
    made = writes = 0
    begun = perf_counter()
    with session:
        for ticket in here.tickets:
            for method, path, body in calls(ticket, mode):
                session.request(method, here.url + path, json=body, timeout=30).raise_for_status()
                made, writes = made + 1, writes + (method != "GET")
    took = perf_counter() - begun
    return Cost(len(here.tickets), made, writes, took)


Requested = tuple[str, str, object]


def _jira_calls(key: str, mode: Mode) -> Iterator[Requested]:
    issue = f"/rest/api/3/issue/{key}"
    text = {"type": "paragraph", "content": [{"type": "text", "text": COMMENT}]}
    yield "GET", issue, None
    yield "GET", f"{issue}/comment", None
    yield "POST", f"{issue}/comment", {"body": {"type": "doc", "version": 1, "content": [text]}}
    yield "GET", f"{issue}?fields=labels", None
    yield "PUT", issue, {"update": {"labels": [{"add": "gate:blocked"}]}}
    if mode is Mode.ENFORCE:
        yield "GET", f"{issue}/transitions", None
        yield "POST", f"{issue}/transitions", {"transition": {"id": BLOCKED}}


def _clickup_calls(task: str, mode: Mode) -> Iterator[Requested]:
    path = f"/api/v2/task/{task}"
    yield "GET", path, None
    yield "GET", f"{path}/comment", None
    yield "POST", f"{path}/comment", {"comment_text": COMMENT}
    yield "POST", f"{path}/tag/gate:blocked", {}
    if mode is Mode.ENFORCE:
        yield "PUT", path, {"status": "blocked"}


def main(count: int) -> None:
    """Measure and print."""
    sys.stdout.write(f"{count} tickets, {LATENCY * 1000:.0f} ms a call\n{'':36}{'plain way':>18}{'ours':>28}\n")
    for tracker, name in CHOSEN.items():
        for what, mode in MODES.items():
            with place(tracker, max(1, count // SHARE)) as here:
                plain = plainly(here, mode)
            with place(tracker, count) as here:
                cost = ours(here, mode)
            sys.stdout.write(f"{name:14}{what:22}{_told(plain)}{_told(cost)}")
            sys.stdout.write(f"{(cost.seconds / cost.tickets) / (plain.seconds / plain.tickets):9.3f} x the time\n")


def _told(cost: Cost) -> str:
    return f"{cost.calls / cost.tickets:6.1f} calls, {cost.writes / cost.tickets:3.1f} writes"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 500)
