"""A Jira Cloud that is never the bottleneck: pages of issues made beforehand, sent as they are.

Every issue is one of the sandbox's own, with another id, key and change time. It runs as a process of its own,
so that its work does not count.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import PIPE, Popen
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.sandbox import Sandbox
from connectors.sandbox.jira.answers import account_json, field_json
from connectors.sandbox.jira.issue_json import View, issue_json
from connectors.sandbox.story_apollo import plant

PAGE = 100
NOT_READ = {"comment", "attachment", "worklog", "votes", "watches"}


def sample() -> tuple[dict[str, Any], bytes, bytes]:
    """Return one issue as the sandbox tells it, with the site's fields and the bot's account."""
    with Sandbox() as sandbox:
        plant(sandbox.jira)
        site = sandbox.jira.site
        view = View(fields=("*all", *(f"-{name}" for name in NOT_READ)))
        issue = max((issue_json(site, one, view) for one in site.issues.values()), key=lambda one: len(json.dumps(one)))
        fields = [field_json(kind) for kind in site.fields.values()]
        return issue, json.dumps(fields).encode(), json.dumps(account_json(site, site.accounts[0])).encode()


def pages(count: int) -> tuple[list[bytes], bytes, bytes]:
    """Make the search's pages; each names the next one by its number."""
    issue, fields, myself = sample()
    begun = datetime(2026, 3, 9, tzinfo=UTC)
    made: list[bytes] = []
    for start in range(0, count, PAGE):
        rows = []
        for number in range(start, min(start + PAGE, count)):
            changed = (begun + timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
            rows.append(
                {**issue, "id": str(number), "key": f"APO-{number}", "fields": {**issue["fields"], "updated": changed}}
            )
        last = start + PAGE >= count
        told = {"issues": rows, "isLast": last} | ({} if last else {"nextPageToken": str(start // PAGE + 1)})
        made.append(json.dumps(told).encode())
    return made, fields, myself


def handler(made: list[bytes], fields: bytes, myself: bytes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = urlsplit(self.path)
            if path.path.endswith("/search/jql"):
                self._answer(made[int(parse_qs(path.query).get("nextPageToken", ["0"])[0])])
            elif path.path.endswith("/serverInfo"):
                self._answer(b'{"deploymentType": "Cloud", "version": "1001.0.0", "versionNumbers": [1001, 0, 0]}')
            else:
                self._answer(fields if path.path.endswith("/field") else myself)

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(made[int(asked.get("nextPageToken", 0))])

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


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(*pages(int(sys.argv[1]))))
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
