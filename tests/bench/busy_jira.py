"""A Jira Cloud with as many issues as wanted, different enough to be judged differently, that change when told to.

It answers searches alone, from pieces made once, and runs as a process of its own, so that its work does not count.
Told to `/begin` it is as in the beginning, to `/touch` every issue has another change time and nothing else, to
`/change` some have another content, too; every time a quarter of an hour has passed.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import PIPE, Popen
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from connectors.sandbox.adf import described
from rules.model import Person, Ticket
from tests.bench.custom import CUSTOM, IDS
from tests.bench.cycle import PASSED
from tests.bench.fast_jira import SERVER, sample
from tests.bench.tickets import NOW, STATUSES, tickets

Json = dict[str, Any]
VARIANTS = 2_000  # contents; issues have them in turn
PAGE = 100
QUIET = timedelta(minutes=3)  # from the last change of one issue to that of the next one
SINCE = re.compile(r'updated >= "([^"]+)"')


def raw_fields(ticket: Ticket, like: Json) -> Json:
    """Return a ticket's facts in Jira's form, as wordy as an issue of the sandbox; without the change time."""
    person = like["reporter"]
    custom = {**ticket.fields, "Owner": ticket.owner, "Start date": ticket.start and ticket.start.isoformat()}
    done = "done" if ticket.done else "indeterminate"
    return {
        **like,
        "summary": ticket.title,
        "description": described(
            ticket.description or "",
            {one.name: [(item.text, item.done) for item in one.items] for one in ticket.checklists},
        ),
        "labels": list(ticket.labels),
        "issuetype": {**like["issuetype"], "name": ticket.type},
        "status": {
            **like["status"],
            "name": ticket.status,
            "statusCategory": {**like["status"]["statusCategory"], "key": done},
        },
        "priority": {**like["priority"], "name": ticket.priority},
        "assignee": _person(ticket.assignee, person),
        "reporter": _person(ticket.reporter, person),
        "created": ticket.created and ticket.created.isoformat(),
        "duedate": ticket.due and ticket.due.isoformat(),
        "timetracking": {
            "originalEstimateSeconds": _seconds(ticket.estimate),
            "timeSpentSeconds": _seconds(ticket.time_spent),
        },
        "parent": {"id": "1", "key": ticket.parent} if ticket.parent else None,
        "attachment": [{**like["attachment"][0], "filename": name} for name in ticket.attachments],
        **{IDS[name]: _custom(custom.get(name), CUSTOM[name], person) for name in CUSTOM},
    }


def _person(one: Person | None, like: Json) -> Json | None:
    return None if one is None else {**like, "accountId": one.id, "emailAddress": one.email, "displayName": one.name}


def _seconds(hours: float | None) -> int | None:
    return None if hours is None else int(hours * 3600)


def _custom(value: object, kind: str, like: Json) -> object:
    if isinstance(value, Person):
        return _person(value, like)
    return {"self": like["self"], "value": value, "id": "1"} if kind == "option" and value else value


class Site:
    """All issues of the site as they are by now; `moment` is its present moment."""

    def __init__(self, count: int) -> None:
        issue, fields, myself = sample()
        self._whole = [raw_fields(one, issue["fields"]) for one in tickets(VARIANTS)]
        self._rest = {name: part for name, part in issue.items() if name not in {"id", "key", "fields"}}
        described_here = [{"id": IDS[name], "name": name, "schema": {"type": kind}} for name, kind in CUSTOM.items()]
        others = [one for one in orjson.loads(fields) if one["name"] not in CUSTOM]
        self.fields = orjson.dumps([*others, *described_here])
        self.myself = myself
        self.statuses = orjson.dumps([{"name": "Task", "statuses": [{"name": name} for name in STATUSES]}])
        self._zone = ZoneInfo(orjson.loads(myself)["timeZone"])
        self._count = count
        self.begin()

    def begin(self) -> None:
        """Be as in the beginning."""
        self.moment = NOW
        self._variants = [number % VARIANTS for number in range(self._count)]
        self._changed = [NOW - PASSED - QUIET * (self._count - number) for number in range(self._count)]
        self.found.cache_clear()

    def touch(self) -> None:
        """Let every issue have another change time."""
        self._go_on(range(self._count), 0)

    def change(self, count: int) -> None:
        """Let some issues, all over the site, have another content."""
        self._go_on(range(0, self._count, max(self._count // count, 1))[:count], 7)

    def _go_on(self, numbers: Sequence[int], step: int) -> None:
        self.moment += PASSED
        for place, number in enumerate(numbers, 1):
            self._variants[number] = (self._variants[number] + step) % VARIANTS
            self._changed[number] = self.moment - PASSED + PASSED * place / len(numbers)
        self.found.cache_clear()

    @cache  # noqa: B019 - it lives as long as the process
    def found(self, query: str) -> Sequence[int]:
        """Return the issues a query finds, the longest unchanged first."""
        asked = SINCE.search(query)
        since = _read(asked[1], self._zone) if asked else NOW - timedelta(days=10_000)
        return sorted(
            (one for one in range(self._count) if self._changed[one] >= since),
            key=lambda one: (self._changed[one], one),
        )

    def page(self, asked: Mapping[str, Any]) -> bytes:
        """Return a page of a search, with the fields that are asked for."""
        numbers, start = self.found(asked["jql"]), int(asked.get("nextPageToken") or 0)
        contents = self._contents(frozenset(asked["fields"]))
        rows = b",".join(self._row(number, contents) for number in numbers[start : start + PAGE])
        is_last = start + PAGE >= len(numbers)
        following = b"" if is_last else b',"nextPageToken":"%d"' % (start + PAGE)
        return b'{"issues":[%s],"isLast":%s%s}' % (rows, b"true" if is_last else b"false", following)

    def _row(self, number: int, contents: Sequence[bytes]) -> bytes:
        changed = self._changed[number].isoformat(timespec="milliseconds").replace("+00:00", "+0000").encode()
        told = (b"%d" % number, b"%d" % number, changed, contents[self._variants[number]])
        return b'{"id":"%s","key":"APO-%s","fields":{"updated":"%s",%s' % told

    @cache  # noqa: B019 - it lives as long as the process
    def _contents(self, fields: frozenset[str]) -> Sequence[bytes]:
        """Return the end of an issue's JSON, from its second field on, variant by variant."""
        chosen = ({name: value for name, value in one.items() if name in fields - {"updated"}} for one in self._whole)
        return [orjson.dumps({"0": 0, **one})[7:] + b"," + orjson.dumps(self._rest)[1:] for one in chosen]


def _read(written: str, zone: ZoneInfo) -> datetime:
    return datetime.strptime(written, "%Y/%m/%d %H:%M").replace(tzinfo=zone).astimezone(UTC)


def handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            answers = {"serverInfo": SERVER, "field": site.fields, "statuses": site.statuses}
            self._answer(answers.get(self.path.rpartition("/")[2], site.myself))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/search/jql"):
                return self._answer(site.page(orjson.loads(body)))
            steps: dict[str, Callable[[], None]] = {
                "/begin": site.begin,
                "/touch": site.touch,
                "/change": partial(site.change, int(body or 0)),
            }
            steps[self.path]()
            return self._answer(b"{}")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json;charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_about: object) -> None:
            pass

    return Handler


@contextmanager
def serving(count: int) -> Iterator[str]:
    """Run the server in a process of its own; yields its address."""
    with Popen([sys.executable, "-m", "tests.bench.busy_jira", str(count)], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def serve(count: int) -> None:
    """Say the address, then answer until the process is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(Site(count)))
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
