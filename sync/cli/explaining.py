"""The commands `explain` and `pages`."""

from pathlib import Path

import click

from rules.policy import CompiledRule
from sync.cli.wanted import BAD_INPUT, FAILED, Assembly, SystemClock, Wanted, answer, shared_options, stop
from sync.render.documents import dumped
from sync.render.rule_card import card_document, card_lines
from sync.render.rule_page import page_of
from sync.stand import World
from sync.trying.explained import explain_in, explanation_lines, look_afresh
from sync.trying.rule_explained import UnknownRule, explain_rule, rule_named
from sync.trying.rule_pages import file_of

PAGES = Path("docs/rules")


@click.command()
@shared_options
@click.argument("key", required=False)
@click.option("--rule", metavar="NAME", help="Only this rule; without KEY, what it is and how it stands everywhere.")
@click.option("--fresh", is_flag=True, help="Ask the tracker first.")
def explain(assembly: Assembly, wanted: Wanted, *, key: str | None, rule: str | None, fresh: bool) -> None:
    """Show every rule on one ticket, or one rule: what was found and wanted, and how to mend it."""
    if key is not None:
        _explain_ticket(assembly, wanted, key, rule, fresh=fresh)
    elif rule is not None and not fresh:
        _explain_rule(assembly, wanted, rule)
    else:
        raise click.UsageError("Name a ticket (explain APO-7), or a rule (explain --rule NAME).")


def _explain_ticket(assembly: Assembly, wanted: Wanted, key: str, rule: str | None, *, fresh: bool) -> None:
    now = SystemClock().now()
    with assembly.world(wanted, trackers=fresh) as (world, engagements):
        name = None if rule is None else _rule(world, rule).name
        if fresh:
            look_afresh(world, engagements, key, now)
        told = explain_in(world, engagements, key, now)
    if told is None:
        stop(
            f"No engagement has seen a ticket {key}. Run sync first, or ask the tracker: explain {key} --fresh", FAILED
        )
    if name is not None:
        told = told.only(name)
        if not told.verdict.findings:
            stop(f"Engagement {told.engagement} does not use the pack of {name}.", FAILED)
    answer(wanted, told.document, lambda ink: explanation_lines(told, ink, now))


def _explain_rule(assembly: Assembly, wanted: Wanted, name: str) -> None:
    with assembly.world(wanted, trackers=False) as (world, engagements):
        told = explain_rule(world, engagements, _rule(world, name))
    shown = (told.card, told.page, told.tallies)
    answer(wanted, lambda: card_document(*shown), lambda ink: card_lines(*shown, ink))


def _rule(world: World, name: str) -> CompiledRule:
    found = rule_named(world.packs, name)
    if isinstance(found, UnknownRule):
        more = f"Did you mean “{found.meant}”?" if found.meant else f"Packs: {', '.join(sorted(world.packs))}."
        stop(f"There is no rule “{name}”. {more}", BAD_INPUT)
    return found


@click.command()
@shared_options
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=PAGES, help="Folder; docs/rules.")
def pages(assembly: Assembly, wanted: Wanted, *, out: Path) -> None:
    """Write a page for each pack: its stages, and every rule with its reason, its conditions and an example."""
    packs = assembly.bench(wanted).packs
    out.mkdir(parents=True, exist_ok=True)
    written = [out / file_of(pack.name) for pack in packs]
    for pack, file in zip(packs, written, strict=True):
        file.write_bytes(page_of(pack).encode())
    strangers = sorted(str(file) for file in set(out.glob("*.md")) - set(written))
    document = {"schema": 1, "written": [str(file) for file in written], "strangers": strangers}
    lines = [*(f"Wrote {file}" for file in written), *(f"{file} is no page of a pack" for file in strangers)]
    answer(wanted, lambda: dumped(document), lambda _: lines)
