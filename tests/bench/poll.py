"""Benchmark: reading 20,000 issues of Jira Cloud and shaping them into tickets, side by side in one run.

    python -m tests.bench.poll [ISSUES]

Prints the CPU time of the reading process as multiples of the least we know: urllib3, orjson and plain shaping.
All ask for the fields our policy needs, but where another way is named that asks for every field by itself. The
server is a process of its own that sends what was made before. tap-jira is a program of its own, too: its start-up,
which is measured on one issue, does not count.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from statistics import median
from time import process_time
from typing import Any

import jira
import orjson
import requests
import urllib3

from connectors.jira import JiraCloud
from connectors.jira.fields import NATIVE
from connectors.sandbox.jira.fields import CUSTOM
from rules.model import Neighbour, Person, Ticket
from sync.engagement import Scope, ScopeKind
from sync.ports import Needs
from tests.bench import tap_jira
from tests.bench.fast_jira import EVERY, serving

ROUNDS = 5
FIELDS = ("Delivery notes", "Peer reviewer", "Mitigation", "Probability", "Impact")
NEEDS = Needs(fields=dict.fromkeys(FIELDS), links=True, children=True, checklists=True, attachments=True)
ASKED = (*NATIVE, "issuelinks", "subtasks", "attachment", *(kind.id for kind in CUSTOM if kind.name in FIELDS))
SCOPE = Scope(ScopeKind.PROJECT, "APO")


def with_urllib3(url: str) -> int:
    """The least: pooled connection, fast JSON, the facts picked one by one."""
    pool = urllib3.PoolManager()

    def page(body: dict[str, Any]) -> Any:
        return orjson.loads(pool.request("POST", f"{url}/rest/api/3/search/jql", json=body).data)

    count = _through(page)
    pool.clear()
    return count


def with_requests(url: str) -> int:
    """What most would write: requests, its own JSON, the facts picked one by one."""
    with requests.Session() as session:
        return _through(lambda body: session.post(f"{url}/rest/api/3/search/jql", json=body, timeout=20).json())


def with_jira_objects(url: str) -> int:
    """The jira package with an object for every issue, of the fields that are needed."""
    return _objects(url, ",".join(ASKED))


def with_jira_by_itself(url: str) -> int:
    """The jira package's own way: an object for every issue, of every field."""
    return _objects(url, EVERY)


def _objects(url: str, fields: str) -> int:
    site = jira.JIRA(url, basic_auth=("bot@acme.example", "token"), options={"rest_api_version": "3"})
    count, token = 0, None
    while True:
        found = site.enhanced_search_issues("project = APO", nextPageToken=token, maxResults=100, fields=fields)
        count += len(found)
        token = found.nextPageToken
        if not token:
            site.close()
            return count


def ours(url: str) -> int:
    """Our connector, with everything it looks after."""
    with JiraCloud("acme-jira", url, "bot@acme.example", "token") as tracker:
        return sum(len(page) for page in tracker.changed(SCOPE, NEEDS, None))


def _through(page: Callable[[dict[str, Any]], Any]) -> int:
    count, token = 0, None
    while True:
        body = {"jql": "project = APO", "fields": ASKED, "maxResults": 100}
        answer = page(body | ({"nextPageToken": token} if token else {}))
        count += len([plain(raw) for raw in answer["issues"]])
        token = answer.get("nextPageToken")
        if not token:
            return count


def plain(raw: dict[str, Any]) -> Ticket:
    """Pick a ticket's facts, trusting everything."""
    fields = raw["fields"]
    due, resolved = fields.get("duedate"), fields.get("resolutiondate")
    return Ticket(
        source="acme-jira",
        id=raw["id"],
        key=raw["key"],
        type=fields["issuetype"]["name"],
        status=fields["status"]["name"],
        title=fields["summary"],
        done=fields["status"]["statusCategory"]["key"] == "done",
        description=json.dumps(fields["description"]) if fields.get("description") else None,
        priority=(fields.get("priority") or {}).get("name"),
        assignee=_person(fields.get("assignee")),
        reporter=_person(fields.get("reporter")),
        labels=tuple(fields["labels"]),
        created=datetime.fromisoformat(fields["created"]),
        updated=datetime.fromisoformat(fields["updated"]),
        due=date.fromisoformat(due) if due else None,
        resolved=datetime.fromisoformat(resolved) if resolved else None,
        fields={name: value for name, value in fields.items() if name.startswith("customfield_")},
        links=tuple(Neighbour(link["id"]) for link in fields.get("issuelinks", ())),
        children=tuple(Neighbour(child["key"]) for child in fields.get("subtasks", ())),
    )


def _person(raw: dict[str, Any] | None) -> Person | None:
    return Person(raw["accountId"], raw.get("emailAddress"), raw["displayName"]) if raw else None


FLOOR = "urllib3, orjson, plain shaping"
OURS = "our connector"
TAP = "tap-jira by itself, every field"
WAYS: dict[str, Callable[[str], int]] = {
    FLOOR: with_urllib3,
    OURS: ours,
    "requests, its own JSON, plain shaping": with_requests,
    "jira package, an object an issue": with_jira_objects,
    "jira package by itself, every field": with_jira_by_itself,
}


def measured(way: Callable[[str], int], url: str, count: int) -> float:
    """Return the CPU time of this process in seconds."""
    begun = process_time()
    assert way(url) == count
    return process_time() - begun


def rounds(count: int) -> Iterator[dict[str, float]]:
    """Let every way read in turn, some rounds; yield the CPU time of each in seconds, round by round."""
    gc.freeze()  # what one way has imported shall not be looked through while another one reads
    with serving(count) as url, serving(1) as nearly_empty:
        for _ in range(ROUNDS):
            took = {name: measured(way, url, count) for name, way in WAYS.items()}
            if tap_jira.is_installed():
                took[TAP] = tap_jira.cpu_of_reading(url, count) - tap_jira.cpu_of_reading(nearly_empty, 1)
            yield took


def main(count: int) -> None:
    """Measure and print. Ratios are those within a round, medians of all rounds: machines change their pace."""
    took = list(rounds(count))
    sys.stdout.write(f"{count:,} issues, CPU of the reading process\n{'':40}  x floor   x ours     us/issue\n")
    for name in took[0]:
        to_floor, to_ours = (median(one[name] / one[other] for one in took) for other in (FLOOR, OURS))
        each = min(one[name] for one in took) / count * 1e6
        sys.stdout.write(f"{name:40} {to_floor:8.2f} {to_ours:8.2f} {each:12.1f}\n")
    if TAP not in took[0]:
        sys.stdout.write(f"tap-jira is not installed. To have it beside the others: {tap_jira.INSTALL}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
