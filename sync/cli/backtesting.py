"""The command `backtest`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click

from sync.backtest import Edits, edits_of
from sync.backtest import backtest as try_packs
from sync.cli.wanted import (
    BAD_INPUT,
    PENDING,
    Assembly,
    SystemClock,
    Wanted,
    answer,
    progress_for,
    shared_options,
    stop,
)
from sync.engagement import Engagement
from sync.render.backtest import backtest_document, backtest_lines

AGO = re.compile(r"(\d{1,4})\s*([hdw])", re.ASCII)
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
HOW = "write 12h, 30d, 2w or a day such as 2026-03-01"


class Since(click.ParamType[datetime]):
    """How far to look back: hours, days or weeks, or from the beginning of a day in UTC."""

    name = "since"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        now, text = SystemClock().now(), str(value).strip()
        try:
            moment = _moment(text, now)
        except ValueError:
            self.fail(f"“{text}” is no span of time; {HOW}.", param, ctx)
        if moment >= now:
            self.fail(f"“{text}” is not in the past; {HOW}.", param, ctx)
        return moment


def _moment(text: str, now: datetime) -> datetime:
    ago = AGO.fullmatch(text)
    if ago is None:
        return datetime.combine(date.fromisoformat(text), time(0), UTC)
    return now - int(ago[1]) * UNITS[ago[2]]


@click.command()
@shared_options
@click.option("--since", type=Since(), default="30d", metavar="SPAN", help="How far back: 12h, 30d, 2w or a day; 30d.")
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An edited pack, tried in place of the one of its name; may be repeated.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 3 where anything would be different.")
def backtest(
    assembly: Assembly, wanted: Wanted, *, since: datetime, against: tuple[Path, ...], exit_code: bool
) -> None:
    """Try edited rules on stored ticket versions: what would have failed, been held, been mailed."""
    with assembly.world(wanted, trackers=False) as (world, engagements):
        edits = edits_of(assembly.packs_with(wanted, against), world.packs) if against else None
        if edits is not None:
            _refuse_idle(edits, wanted, engagements)
        told = try_packs(world, engagements, edits, since, world.clock.now(), progress_for(wanted))
    answer(wanted, lambda: backtest_document(told), lambda ink: backtest_lines(told, ink))
    raise SystemExit(PENDING if exit_code and told.differs else 0)


def _refuse_idle(edits: Edits, wanted: Wanted, engagements: tuple[Engagement, ...]) -> None:
    """End the command where an edited pack would be tried on nobody."""
    if edits.new and not wanted.engagements:
        known = ", ".join(engagement.name for engagement in engagements)
        stop(f"Pack {', '.join(edits.new)} is new. Say who would get it with --engagement NAME: {known}.", BAD_INPUT)
    used = {name for engagement in engagements for name in engagement.packs}
    unused = [name for name in edits.edited if name not in used]
    if unused:
        stop(
            f"No engagement looked at uses pack {', '.join(unused)}. Choose one that does with --engagement.", BAD_INPUT
        )
