"""The commands under `engagements`: a new one from a sheet, and the record for the bill of one that was accepted."""

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from sync.cli.wanted import (
    BAD_INPUT,
    FAILED,
    Addition,
    Assembly,
    Wanted,
    answer,
    person_at_the_keyboard,
    shared_options,
    stop,
)
from sync.neighbours.billing import Bill, BillState
from sync.neighbours.billing_words import bill_document, bill_lines, bill_table
from sync.neighbours.onboarding import LATER, NotAdded, Order, engagement_of
from sync.neighbours.onboarding_home import HomeTicket, home_of
from sync.neighbours.onboarding_words import Onboarded
from sync.stand import World

NO_RECORD = "it is made by the sync in which the client's acceptance is seen. Say under billing: which stage tells so."


@click.group()
def engagements() -> None:
    """Engagements: a new one from a sheet, and the record for its bill."""


@engagements.command("new")
@shared_options
@click.option(
    "--from",
    "sheet",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The order or onboarding sheet: a .csv or .json file.",
)
@click.option("--home", is_flag=True, help="Also its home ticket, with success criteria and dates filled in.")
@click.option("--apply", "applies", is_flag=True, help="Do it; without this, it is only shown.")
def engagements_new(assembly: Assembly, wanted: Wanted, *, sheet: Path, home: bool, applies: bool) -> None:
    """Turn an order or onboarding sheet into a configured engagement, shown as a plan first."""
    sheets = assembly.sheets(wanted)
    order = sheets.order(sheet)
    if not isinstance(order, Order):
        _stop_at_mistakes(wanted, order.document, order.text)
    if home and order.home is not None:
        stop(f"The sheet names {order.home} as home ticket. Leave out --home, or the name in the sheet.", BAD_INPUT)
    try:
        planned = _sound(wanted, sheets.addition(replace(order, home=LATER) if home else order))
        shown = Onboarded(order, planned.file, planned.before, planned.after, wants_home=home)
        if applies:
            found = _home_ticket(assembly, wanted, order) if home else None
            named = replace(order, home=found.ticket.key) if found else order
            done = _sound(wanted, sheets.addition(named))
            done.put_in_place()
            shown = replace(shown, before=done.before, after=done.after, is_applied=True)
            if found is not None:
                shown = replace(shown, home=found.ticket, found_home=not found.is_new)
    except NotAdded as no:
        stop(str(no), FAILED)
    answer(wanted, shown.document, shown.lines)


def _sound(wanted: Wanted, addition: Addition) -> Addition:
    """Return an addition with which the whole configuration is sound, or show every mistake and end the command."""
    if not addition.checked.is_sound:
        told = f"With this engagement, {addition.file} would not be right. Nothing is changed.\n{addition.checked.text}"
        _stop_at_mistakes(wanted, addition.checked.document, told)
    return addition


def _stop_at_mistakes(wanted: Wanted, document: str, text: str) -> NoReturn:
    if wanted.json:
        click.echo(document)
        raise SystemExit(BAD_INPUT)
    stop(text.rstrip("\n"), BAD_INPUT)


def _home_ticket(assembly: Assembly, wanted: Wanted, order: Order) -> HomeTicket:
    with assembly.world(wanted, trackers=False, beside=(engagement_of(order),)) as (world, _):
        return home_of(world.store, world.trackers[order.source], order, world.clock.now())


@engagements.command("bill")
@shared_options
@click.argument("name")
@click.option("--csv", "as_csv", is_flag=True, help="A table instead: a line for each ticket, and one for all.")
@click.option("--again", is_flag=True, help="Let it be sent once more, where it could not be.")
def engagements_bill(assembly: Assembly, wanted: Wanted, *, name: str, as_csv: bool, again: bool) -> None:
    """Show the record for the bill of an engagement whose client has accepted."""
    with assembly.world(replace(wanted, engagements=(name,)), trackers=False) as (world, _):
        bill = world.store.bills.of(name)
        if bill is None:
            stop(f"There is no record for {name}: {NO_RECORD}", FAILED)
        if again:
            bill = _ready_again(world, bill)
    if as_csv and not wanted.json:
        click.echo(bill_table(bill), nl=False)
    else:
        answer(wanted, lambda: bill_document(bill), lambda ink: bill_lines(bill, ink))


def _ready_again(world: World, bill: Bill) -> Bill:
    if bill.url is None or bill.state not in {BillState.FAILED, BillState.STUCK}:
        stop(f"Nothing is to be sent again: the record is {bill.state.value}.", FAILED)
    ready = bill.again()
    world.store.bills.settle(ready, world.clock.now(), person_at_the_keyboard())
    return ready
