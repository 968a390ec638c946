"""The commands under `audit`: whether the trail is whole, and its rows to take away."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import click

from sync.cli.wanted import BAD_INPUT, FAILED, Assembly, Wanted, answer, shared_options, stop
from sync.render.audit import as_document, as_lines, as_table, proof_document, proof_lines
from sync.trail import Row, verified

HEAD = re.compile(r"[0-9a-f]{64}")
FORMATS = {"jsonl": as_lines, "csv": as_table}
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """The trail: what was seen, judged, written and told."""


@audit.command("verify")
@shared_options
@click.option("--head", metavar="HASH", help="The head a run printed: it must still be in the trail.")
def audit_verify(assembly: Assembly, wanted: Wanted, *, head: str | None) -> None:
    """Find a row that was changed, removed or inserted since it was written."""
    if head is not None and not HEAD.fullmatch(head):
        stop("A head is 64 signs from 0 to 9 and a to f. Copy it whole from what sync printed.", BAD_INPUT)
    with assembly.world(wanted, trackers=False) as (world, _):
        proof = verified(world.store.trail(), world.store.trail_anchor(), head)
    answer(wanted, lambda: proof_document(proof), lambda ink: proof_lines(proof, ink))
    raise SystemExit(0 if proof.flaw is None else FAILED)


@audit.command("export")
@shared_options
@click.option("--format", "form", type=click.Choice([*FORMATS]), default="jsonl", help="Lines of JSON, or a table.")
@click.option("--from", "begin", type=DAY, metavar="DATE", help="From this day on, in UTC.")
@click.option("--to", "end", type=DAY, metavar="DATE", help="Up to and including this day, in UTC.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
def audit_export(
    assembly: Assembly, wanted: Wanted, form: str, begin: datetime | None, end: datetime | None, out: Path | None
) -> None:
    """Write out the rows of a period."""
    told = as_document if wanted.json else FORMATS[form]
    with assembly.world(wanted, trackers=False) as (world, _):
        pieces = told(_chosen(world.store.trail(), wanted, begin, end))
        if out is None:
            _print(pieces)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)


def _chosen(rows: Iterable[Row], wanted: Wanted, begin: datetime | None, end: datetime | None) -> Iterator[Row]:
    first, last = begin.date() if begin else date.min, end.date() if end else date.max
    for row in rows:
        is_in_time = first <= datetime.fromisoformat(row.at).date() <= last
        if is_in_time and (not wanted.engagements or row.engagement in wanted.engagements):
            yield row


def _print(pieces: Iterable[str]) -> None:
    for piece in pieces:
        click.echo(piece, nl=False)
