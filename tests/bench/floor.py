"""The least a cycle can cost that we know: urllib3, orjson, code generated from the rules, sqlite3 by rows of 500.

It does what our cycle does at least: it reads what changed since it read last, shapes it, passes over what it knows by
its fingerprint, judges the rest, and keeps facts, outcomes, standing and how far it came. It trusts everything, writes
no trail, knows no words for what it found, and recovers from nothing: a floor to measure against, not a rival.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import orjson
import urllib3

from config.load import load_pack
from connectors.jira.fields import NATIVE
from rules.model import Checklist, Item, Person, Ticket
from tests.bench import generated
from tests.bench.custom import CUSTOM, IDS

FORTY = Path(__file__).with_name("forty.yaml")
ASKED = (*NATIVE, "attachment", *IDS.values())
ROWS = 500  # in one transaction
OVERLAP = timedelta(minutes=5)
OPTIONS = frozenset(name for name, kind in CUSTOM.items() if kind == "option")
PEOPLE = frozenset(name for name, kind in CUSTOM.items() if kind == "user")
TABLES = """
create table if not exists tickets
    (id text primary key, updated text, digest text, facts text, outcomes text, standing text) without rowid;
create table if not exists cursor (since text);
"""
KEPT = "insert into tickets values (?, ?, ?, ?, ?, ?) on conflict (id) do update set updated = excluded.updated, digest = excluded.digest, facts = excluded.facts, outcomes = excluded.outcomes, standing = excluded.standing"


class Floor:
    """One project of a site and what is known of it; use it in a `with` block."""

    def __init__(self, url: str, file: Path) -> None:
        pack, mistakes = load_pack(FORTY.read_bytes(), FORTY.name)
        assert pack is not None, mistakes
        self._judge = generated.by_rule(pack)
        self._url, self._pool = f"{url}/rest/api/3", urllib3.PoolManager()
        self._zone = ZoneInfo(orjson.loads(self._pool.request("GET", f"{self._url}/myself").data)["timeZone"])
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.clear()
        self._db.close()

    def cycle(self, now: datetime) -> None:
        """Read, judge and keep what changed."""
        [since] = self._db.execute("select since from cursor").fetchone() or [None]
        newest = since or ""
        pages = self._pages(datetime.fromisoformat(since) if since else None)
        issues = (raw for page in pages for raw in page)
        while batch := list(islice(issues, ROWS)):
            newest = max(newest, batch[-1]["fields"]["updated"])
            self._take(batch, now.date())
        self._db.executescript("begin; delete from cursor")
        self._db.execute("insert into cursor values (?)", [newest])
        self._db.execute("commit")

    def forget(self) -> None:
        """Forget how far it came, so that everything is read again."""
        self._db.execute("delete from cursor")

    def findings(self) -> Counter[str]:
        """Count the outcomes and standings that stand."""
        rows = self._db.execute("select outcomes, standing from tickets").fetchall()
        return Counter([one for outcomes, standing in rows for one in (*orjson.loads(outcomes), standing)])

    def _pages(self, since: datetime | None) -> Iterator[Sequence[dict[str, Any]]]:
        changed = f' AND updated >= "{(since - OVERLAP).astimezone(self._zone):%Y/%m/%d %H:%M}"' if since else ""
        body: dict[str, Any] = {
            "jql": f"project = APO{changed} ORDER BY updated ASC",
            "fields": ASKED,
            "maxResults": 100,
        }
        while True:
            answer = orjson.loads(self._pool.request("POST", f"{self._url}/search/jql", json=body).data)
            yield answer["issues"]
            if answer["isLast"]:
                return
            body["nextPageToken"] = answer["nextPageToken"]

    def _take(self, batch: Sequence[dict[str, Any]], today: date) -> None:
        wanted = orjson.dumps([raw["id"] for raw in batch]).decode()
        found = "select id, digest, updated from tickets where id in (select value from json_each(?))"
        known = {ticket_id: told for ticket_id, *told in self._db.execute(found, [wanted])}
        rows, touched = [], []
        for raw in batch:
            fields = raw["fields"]
            updated = fields.pop("updated")
            facts = orjson.dumps(fields)
            digest = sha256(facts).hexdigest()
            if (before := known.get(raw["id"])) and before[0] == digest:
                if before[1] != updated:
                    touched.append((updated, raw["id"]))
                continue
            outcomes, standing = self._judge(shaped(raw, fields, updated), today)
            rows.append((raw["id"], updated, digest, facts, orjson.dumps(outcomes), standing))
        self._db.execute("begin immediate")
        self._db.executemany(KEPT, rows)
        self._db.executemany("update tickets set updated = ? where id = ?", touched)
        self._db.execute("commit")


def shaped(raw: Mapping[str, Any], fields: Mapping[str, Any], updated: str) -> Ticket:
    """Pick the facts the rules look at, trusting everything."""
    due, start, tracking = fields["duedate"], fields[IDS["Start date"]], fields["timetracking"]
    text, checklists = _described(fields["description"])
    return Ticket(
        source="acme-jira",
        id=raw["id"],
        key=raw["key"],
        type=fields["issuetype"]["name"],
        status=fields["status"]["name"],
        title=fields["summary"],
        done=fields["status"]["statusCategory"]["key"] == "done",
        description=text,
        priority=fields["priority"]["name"],
        assignee=_person(fields["assignee"]),
        reporter=_person(fields["reporter"]),
        owner=_person(fields[IDS["Owner"]]),
        labels=tuple(fields["labels"]),
        created=datetime.fromisoformat(fields["created"]),
        updated=datetime.fromisoformat(updated).astimezone(UTC),
        due=date.fromisoformat(due) if due else None,
        start=date.fromisoformat(start) if start else None,
        estimate=_hours(tracking["originalEstimateSeconds"]),
        time_spent=_hours(tracking["timeSpentSeconds"]),
        parent=fields["parent"]["key"] if fields["parent"] else None,
        fields={name: _value(fields[told], name) for name, told in IDS.items()},
        checklists=checklists,
        attachments=tuple([one["filename"] for one in fields["attachment"]]),
    )


def _described(document: Mapping[str, Any] | None) -> tuple[str | None, tuple[Checklist, ...]]:
    """Return the words of a document of paragraphs, headings and lists of tasks, and the lists."""
    lines: list[str] = []
    found: list[Checklist] = []
    for block in document["content"] if document else ():
        content = block["content"]
        if block["type"] == "taskList":
            items = [Item(one["content"][0]["text"], one["attrs"]["state"] == "DONE") for one in content]
            found.append(Checklist(lines[-1], tuple(items)))
            lines += [item.text for item in items]
        else:
            lines.append("".join([one["text"] for one in content]))
    return "\n".join(lines) or None, tuple(found)


def _value(value: Any, name: str) -> Any:
    if name in OPTIONS:
        return value and value["value"]
    return _person(value) if name in PEOPLE else value


def _person(raw: Mapping[str, Any] | None) -> Person | None:
    return Person(raw["accountId"], raw["emailAddress"], raw["displayName"]) if raw else None


def _hours(seconds: int | None) -> float | None:
    return None if seconds is None else seconds / 3600


def opened(url: str, folder: Path) -> Floor:
    """Open the database of a folder and a connection to a site."""
    return Floor(url, folder / "floor.db")
