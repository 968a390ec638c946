"""A record for the bill as JSON, as a table, and for people. Pure."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from sync.neighbours.billing import Bill, BillingRecord, Item
from sync.render.audit import cell
from sync.render.documents import dumped
from sync.render.terminal import Ink, columns

COLUMNS = ("kind", "ticket", "title", "type", "estimate_hours", "spent_hours", "agreed", "done")
NOT_KNOWN = "not known"


def document_of(record: BillingRecord) -> str:
    """Return a record as JSON, schema 1: what is kept and sent. Effort is in hours; null is what nobody told."""
    return dumped(
        {
            "schema": 1,
            "record": record.id,
            "engagement": record.engagement,
            "client": record.client,
            "accepted": {"stage": record.stage, "day": record.accepted.isoformat()},
            "agreed": record.agreed.isoformat() if record.agreed else None,
            "scope": [_item(one) for one in record.scope],
            "variations": [_item(one) for one in record.variations],
            "effort": {
                "estimate_hours": record.effort.estimate,
                "spent_hours": record.effort.spent,
                "tickets_without_estimate": record.effort.unestimated,
                "tickets_without_time_spent": record.effort.untracked,
            },
        }
    )


def _item(item: Item) -> dict[str, object]:
    return {
        "ticket": item.ticket,
        "title": item.title,
        "type": item.type,
        "estimate_hours": item.estimate,
        "spent_hours": item.spent,
        "agreed": item.agreed.isoformat() if item.agreed else None,
        "done": item.done.isoformat() if item.done else None,
    }


def bill_document(bill: Bill) -> str:
    """Return the JSON of `engagements bill --json`: the record, and how it stands with the receiver."""
    sent = {"state": bill.state.value, "tries": bill.tries, "answer": bill.answer, "webhook": bill.url}
    return dumped({**json.loads(bill.document), "made": bill.made.isoformat(), "delivery": sent})


def bill_table(bill: Bill) -> str:
    """Return a record as CSV: a line for each ticket, and one with the effort of all. No cell is taken for a formula."""
    record = json.loads(bill.document)
    out = StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([cell(str(one)) for one in row] for row in _rows(record))
    return out.getvalue()


def _rows(record: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for kind, items in (("scope", record["scope"]), ("variation", record["variations"])):
        for one in items:
            yield (kind, *("" if one[name] is None else one[name] for name in COLUMNS[1:]))
    effort, day = record["effort"], record["accepted"]["day"]
    hours = ("" if effort[name] is None else effort[name] for name in COLUMNS[4:6])
    yield ("total", "", record["engagement"], "", *hours, record["agreed"] or "", day)


def bill_lines(bill: Bill, ink: Ink) -> list[str]:
    """Return a record for a terminal."""
    record = json.loads(bill.document)
    effort, accepted = record["effort"], record["accepted"]
    head, *rows = columns([COLUMNS, *([str(one) for one in row] for row in _rows(record))])
    return [
        ink.style(f"{record['client']}: {record['engagement']}", "bold"),
        f"Accepted {accepted['day']} ({accepted['stage']}); agreed {record['agreed'] or NOT_KNOWN}.",
        "",
        ink.style(head, "dim"),
        *rows,
        "",
        *ink.paragraph(_gaps(effort)),
        *ink.paragraph(_delivery(bill)),
    ]


def _gaps(effort: Mapping[str, Any]) -> str:
    estimated, tracked = effort["tickets_without_estimate"], effort["tickets_without_time_spent"]
    if not (estimated or tracked):
        return "Every ticket has an estimate and time spent."
    return f"Not in these sums: {estimated} tickets without an estimate, {tracked} without time spent."


def _delivery(bill: Bill) -> str:
    if bill.url is None:
        return "It is sent nowhere: the engagement has no billing: webhook."
    answer = f" Last answer: {bill.answer}." if bill.answer else ""
    return f"To {bill.url}: {bill.state.value}, {bill.tries} tries.{answer}"
