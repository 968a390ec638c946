"""A Jira Cloud that is never the bottleneck: a page of issues is made once and sent as it is ever after.

Every issue is one of the sandbox's own, with another id, key and change time. It runs as a process of its own,
so that its work does not count.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import PIPE, Popen
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.sandbox import Sandbox
from connectors.sandbox.jira.answers import account_json, field_json
from connectors.sandbox.jira.issue_json import View, issue_json
from connectors.sandbox.story_apollo import plant

PAGE = 100
EVERY = "*all"
BEGUN = datetime(2026, 3, 9, tzinfo=UTC)
NOT_READ = ("worklog", "votes", "watches")
NO_COMMENTS = {"comments": [], "startAt": 0, "maxResults": 0, "total": 0}
NO_PAST: dict[str, Any] = {"changelog": {"histories": []}, "transitions": []}  # for those who cannot do without
SERVER = b'{"deploymentType": "Cloud", "version": "1001.0.0", "versionNumbers": [1001, 0, 0]}'


def sample() -> tuple[dict[str, Any], bytes, bytes]:
    """Return one issue as the sandbox tells it, with the site's fields and the bot's account."""
    with Sandbox() as sandbox:
        plant(sandbox.jira)
        site = sandbox.jira.site
        view = View(fields=("*all", *(f"-{name}" for name in NOT_READ)))
        issue = max((issue_json(site, one, view) for one in site.issues.values()), key=lambda one: len(json.dumps(one)))
        issue["fields"]["comment"] = NO_COMMENTS
        fields = [field_json(kind) for kind in site.fields.values()]
        return issue, json.dumps(fields).encode(), json.dumps(account_json(site, site.accounts[0])).encode()


class Pages:
    """The pages of the search, each with the fields that are asked for; each names the next one by its number."""

    def __init__(self, issue: dict[str, Any], count: int) -> None:
        self._issue = issue
        self._count = count

    @cache  # noqa: B019 - it lives as long as the process
    def page(self, place: int, fields: frozenset[str], *, with_past: bool) -> bytes:
        start, end = place * PAGE, (place + 1) * PAGE
        told = {name: value for name, value in self._issue["fields"].items() if not fields or name in fields}
        past = NO_PAST if with_past else {}
        rows = [self._row(number, told) | past for number in range(start, min(end, self._count))]
        following = {"isLast": True} if end >= self._count else {"isLast": False, "nextPageToken": str(place + 1)}
        return json.dumps({"issues": rows} | following).encode()

    def _row(self, number: int, fields: dict[str, Any]) -> dict[str, Any]:
        changed = (BEGUN + timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
        return {**self._issue, "id": str(number), "key": f"APO-{number}", "fields": {**fields, "updated": changed}}


def handler(pages: Pages, fields: bytes, myself: bytes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: ",".join(values) for name, values in parse_qs(address.query).items()}
            if address.path.endswith("/search/jql"):
                self._page(asked | {"fields": asked["fields"].split(",")})
            elif address.path.endswith("/serverInfo"):
                self._answer(SERVER)
            else:
                self._answer(fields if address.path.endswith("/field") else myself)

        def do_POST(self) -> None:
            self._page(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _page(self, asked: dict[str, Any]) -> None:
            chosen = frozenset() if EVERY in asked["fields"] else frozenset(asked["fields"])
            self._answer(pages.page(int(asked.get("nextPageToken", 0)), chosen, with_past="expand" in asked))

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
    with Popen([sys.executable, "-m", "tests.bench.fast_jira", str(count)], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def serve(count: int) -> None:
    """Say the address, then answer until the process is ended."""
    issue, fields, myself = sample()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(Pages(issue, count), fields, myself))
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
