"""Benchmark: reading 20,000 issues of Jira Cloud and shaping them into tickets, side by side in one run.

    python -m tests.bench.poll [ISSUES]

Prints the CPU time of this process as multiples of the least we know: urllib3, orjson and plain shaping. The
server is a process of its own that sends what was made before.
"""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from statistics import median
from time import process_time
from typing import Any

import jira
import orjson
import requests
import urllib3

from connectors.jira import JiraCloud
from rules.model import Neighbour, Person, Ticket
from sync.engagement import Scope, ScopeKind
from sync.ports import Needs
from tests.bench.fast_jira import serving

ROUNDS = 3
FIELDS = ("Delivery notes", "Peer reviewer", "Mitigation", "Probability", "Impact")
NEEDS = Needs(fields=dict.fromkeys(FIELDS), links=True, children=True, checklists=True, attachments=True)
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
    """The jira package's own way: an object for every issue."""
    site = jira.JIRA(url, basic_auth=("bot@acme.example", "token"), options={"rest_api_version": "3"})
    count, token = 0, None
    while True:
        found = site.enhanced_search_issues("project = APO", nextPageToken=token, maxResults=100)
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
        body = {"jql": "project = APO", "fields": ["*all"], "maxResults": 100}
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


WAYS: dict[str, Callable[[str], int]] = {
    "urllib3, orjson, plain shaping": with_urllib3,
    "our connector": ours,
    "requests, its own JSON, plain shaping": with_requests,
    "jira package, an object an issue": with_jira_objects,
}


def measured(way: Callable[[str], int], url: str, count: int) -> float:
    begun = process_time()
    assert way(url) == count
    return process_time() - begun


def main(count: int) -> None:
    """Measure every way in turn, some rounds, and print."""
    with serving(count) as url:
        times: dict[str, list[float]] = {name: [] for name in WAYS}
        for _ in range(ROUNDS):
            for name, way in WAYS.items():
                times[name].append(measured(way, url, count))
    floor = median(times["urllib3, orjson, plain shaping"])
    sys.stdout.write(f"{count:,} issues, CPU of the reading process\n")
    for name, seconds in times.items():
        one = median(seconds)
        sys.stdout.write(f"{name:40} {one / floor:6.2f} x {one / count * 1e6:9.1f} us/issue\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
