"""The command `test`."""

from pathlib import Path

import click

from rules.trial import try_out
from sync.cli.wanted import FAILED, Assembly, SystemClock, Wanted, answer, ink_for_stdout, progress_for, shared_options
from sync.render.trial import junit, tryout_document, tryout_lines, wrong_lines


@click.command()
@shared_options
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="Write the results as JUnit XML.")
@click.option("--strict", is_flag=True, help="Fail on uncovered rules and unreached branches, too.")
def test(assembly: Assembly, wanted: Wanted, *, junit_file: Path | None, strict: bool) -> None:
    """Run the examples inside rules and in tests/rules, and show which have another outcome."""
    tell = progress_for(wanted)
    told = try_out(assembly.bench(wanted), SystemClock().now(), lambda pack: tell(f"{pack.name} …"))
    if junit_file is not None:
        junit_file.write_bytes(junit(told))
    if wanted.quiet and not wanted.json and told.wrong:
        click.echo("\n".join(wrong_lines(told, ink_for_stdout())), err=True)
    answer(wanted, lambda: tryout_document(told), lambda ink: tryout_lines(told, ink))
    raise SystemExit(FAILED if told.wrong or (strict and told.has_gaps) else 0)
