"""The command `schema`."""

import click

from sync.cli.wanted import Assembly, SchemaFile, Wanted, answer, shared_options
from sync.render.documents import Document, dumped

KINDS = ("packs", "configuration", "waivers")


@click.command()
@shared_options
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.option("--installed", is_flag=True, help="Ask the trackers for their names and list them, and your own.")
@click.option("--write", is_flag=True, help="Write the files an editor looks for beside the configuration.")
def schema(assembly: Assembly, wanted: Wanted, *, kind: str | None, installed: bool, write: bool) -> None:
    """Print JSON Schema of packs, configuration and waivers, for editors."""
    told = [one for one in assembly.schemas(wanted, installed=installed) if kind in {None, one.kind}]
    if write:
        for one in told:
            one.file.write_text(f"{dumped(one.schema)}\n", encoding="utf-8")
        files = [str(one.file) for one in told]
        answer(wanted, lambda: dumped({"schema": 1, "written": files}), lambda _: [f"Wrote {file}" for file in files])
    else:
        answer(wanted, lambda: dumped(_together(told)), lambda _: dumped(_alone(told)).splitlines())


def _together(told: list[SchemaFile]) -> Document:
    return {"schema": 1, **{one.kind: one.schema for one in told}}


def _alone(told: list[SchemaFile]) -> Document:
    """Return one schema as it belongs into a file; several together."""
    return told[0].schema if len(told) == 1 else _together(told)
