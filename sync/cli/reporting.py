"""The commands under `report`: figures against targets, and the answers of clients that are imported for them."""

from collections.abc import Mapping
from pathlib import Path

import click

from rules.measures.period import Period
from sync.cli.wanted import BAD_INPUT, Assembly, Wanted, answer, shared_options, stop
from sync.engagement import Engagement
from sync.figures.periods import LAST_MONTH, read_period
from sync.figures.reporting import import_answers, project_ends
from sync.figures.reporting import report as work_out
from sync.reading import calendar_of
from sync.render.documents import dumped
from sync.render.report_documents import report_csv, report_document
from sync.render.report_end import end_document, end_lines
from sync.render.report_page import end_pages, report_pages
from sync.render.report_terminal import report_lines
from sync.report import By
from sync.stand import World

SURVEYS = "the answers of one client go to one engagement; name it with --engagement"


@click.group(invoke_without_command=True)
@shared_options
@click.option("--period", default=LAST_MONTH, show_default=True, help="2026-10, 2026-W45, 2026-Q3, last-week …")
@click.option("--by", type=click.Choice([By.CLIENT.value, By.WORK_TYPE.value]), help="Together by this, not singly.")
@click.option("--csv", "table", type=click.Path(path_type=Path, dir_okay=False), help="Write a table to this file.")
@click.option("--html", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write pages to print here.")
@click.option("--end", is_flag=True, help="The end of a project: what was scoped, what changed, why.")
def report(assembly: Assembly, wanted: Wanted, *, period: str, by: str | None, **more: object) -> None:
    """Show measures against targets with their trend, overall and for each engagement."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    table, folder, end = more["table"], more["folder"], more["end"]
    if end and (table or by):
        raise click.UsageError("--end tells of each engagement by itself; leave --csv and --by out, or take --json.")
    with assembly.world(wanted, trackers=False) as (world, engagements):
        if end:
            _tell_ends(wanted, world, engagements, folder)
        else:
            asked = _period(world, engagements, period)
            _tell(wanted, world, engagements, (asked, By(by) if by else By.ENGAGEMENT), (table, folder))


def _tell(
    wanted: Wanted,
    world: World,
    engagements: tuple[Engagement, ...],
    asked: tuple[Period, By],
    into: tuple[object, object],
) -> None:
    made = work_out(world, engagements, *asked)
    table, folder = into
    written: list[Path] = []
    if isinstance(table, Path):
        written += _write(table.parent, {table.name: report_csv(made)})
    if isinstance(folder, Path):
        written += _write(folder, report_pages(made))
    answer(
        wanted,
        lambda: report_document(made),
        lambda ink: [f"Written: {path}" for path in written] or report_lines(made, ink),
    )


def _tell_ends(wanted: Wanted, world: World, engagements: tuple[Engagement, ...], folder: object) -> None:
    ends = project_ends(world, engagements)
    written = _write(folder, end_pages(ends, world.clock.now())) if isinstance(folder, Path) else []
    answer(
        wanted,
        lambda: end_document(ends, world.clock.now()),
        lambda ink: (
            [f"Written: {path}" for path in written]
            or [line for one in ends for line in (*end_lines(one, ink), "")][:-1]
        ),
    )


def _period(world: World, engagements: tuple[Engagement, ...], text: str) -> Period:
    """Read a period as seen from today where the first client is."""
    now = world.clock.now()
    today = calendar_of(engagements[0].client).day(now) if engagements else now.date()
    try:
        return read_period(text, today)
    except ValueError as error:
        stop(f"--period: {error}.", BAD_INPUT)


def _write(folder: Path, files: Mapping[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return [folder / name for name in files]


@report.group()
def answers() -> None:
    """Answers of clients to surveys."""


@answers.command("import")
@shared_options
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def answers_import(assembly: Assembly, wanted: Wanted, *, file: Path) -> None:
    """Import the answers of one client's contacts from a CSV file."""
    with assembly.world(wanted, trackers=False) as (world, engagements):
        if len(engagements) != 1:
            stop(f"{len(engagements)} engagements are configured, and {SURVEYS}.", BAD_INPUT)
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            stop(f"{file} is no UTF-8 text (byte {error.start}); save it as CSV in UTF-8.", BAD_INPUT)
        found = import_answers(world, engagements[0], str(file), text, world.clock.now())
    known = found.answers - found.new
    document = {"schema": 1, "engagement": engagements[0].name, "answers": found.answers, "new": found.new}
    told = f"{engagements[0].name}: {found.new} imported{f', {known} known already' if known else ''}."
    answer(wanted, lambda: dumped(document), lambda _ink: [told])
