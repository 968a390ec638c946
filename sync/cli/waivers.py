"""The commands under `waivers`: what is waived, and granting and taking back without a comment."""

import re

import click

from sync.cli.wanted import Assembly, Wanted, answer, shared_options
from sync.commands import Command, Word
from sync.render.documents import Document, dumped
from sync.render.terminal import Ink, columns
from sync.render.wording import clean
from sync.waivers.granting import InForce, ask, in_force

DAYS = {"d": 1, "w": 7}
HEAD = ("engagement", "ticket", "rule", "until", "by", "from", "because")


class Span(click.ParamType[int]):
    """Reads `7d` or `2w` as days."""

    name = "SPAN"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"([0-9]{1,4})([dw])", str(value), re.ASCII)
        if found is None:
            self.fail(f"{value} is no span of days; write 7d or 2w.", param, ctx)
        return int(found[1]) * DAYS[found[2]]


@click.group()
def waivers() -> None:
    """What is waived, until when, and by whom."""


@waivers.command("list")
@shared_options
@click.option("--expiring", type=Span(), help="Only those that end within this time: 7d, 2w.")
def waivers_list(assembly: Assembly, wanted: Wanted, *, expiring: int | None) -> None:
    """List every waiver in force, the first to end first."""
    with assembly.world(wanted, trackers=False) as (world, engagements):
        found = in_force(world, engagements, expiring)
    answer(wanted, lambda: dumped({"schema": 1, "waivers": _documents(found)}), lambda ink: _lines(found, ink))


@waivers.command("grant")
@shared_options
@click.argument("rule")
@click.option("--ticket", required=True, metavar="KEY", help="The ticket it is for.")
@click.option("--until", required=True, metavar="DATE", help="Its last day: 2026-12-31, or in 5 working days.")
@click.option("--because", required=True, metavar="TEXT", help="The reason, in ten signs or more.")
@click.option("--by", required=True, metavar="ADDRESS", help="Who grants it: an address or account id.")
def waivers_grant(assembly: Assembly, wanted: Wanted, *, rule: str, ticket: str, by: str, **more: str) -> None:
    """Grant a waiver, if the rule allows it and whoever grants it may."""
    _ask(assembly, wanted, Command(Word.WAIVE, rule, more["until"], clean(more["because"])), ticket, by)


@waivers.command("revoke")
@shared_options
@click.argument("rule")
@click.option("--ticket", required=True, metavar="KEY", help="The ticket it was for.")
@click.option("--by", required=True, metavar="ADDRESS", help="Who takes it back: an address or account id.")
def waivers_revoke(assembly: Assembly, wanted: Wanted, *, rule: str, ticket: str, by: str) -> None:
    """End a waiver that was given in a comment or on the command line."""
    _ask(assembly, wanted, Command(Word.UNWAIVE, rule), ticket, by)


def _ask(assembly: Assembly, wanted: Wanted, command: Command, ticket: str, by: str) -> None:
    """Decide a command; a tracker is asked only where it tells who holds a role."""
    with assembly.world(wanted, trackers=False) as (_, engagements):
        asks_trackers = any(one.groups for one in engagements)
    with assembly.world(wanted, trackers=asks_trackers) as (world, engagements):
        done, told = ask(world, engagements, command, ticket, by)
    document = {"schema": 1, "told": told, "waivers": _documents(done)}
    answer(wanted, lambda: dumped(document), lambda ink: ink.paragraph(told))


def _documents(found: tuple[InForce, ...]) -> list[Document]:
    return [
        {
            "engagement": one.engagement,
            "ticket": one.ticket,
            "rule": one.rule,
            "until": one.until.isoformat(),
            "because": one.because,
            "by": one.by,
            "from": one.origin,
            "since": one.since.isoformat() if one.since else None,
        }
        for one in found
    ]


def _lines(found: tuple[InForce, ...], ink: Ink) -> list[str]:
    if not found:
        return ["Nothing is waived."]
    rows = [
        (one.engagement, one.ticket, one.rule, one.until.isoformat(), one.by, one.origin, one.because) for one in found
    ]
    first, *rest = columns([HEAD, *rows])
    return [ink.style(first, "dim"), *rest]
