"""The command `doctor`."""

import click

from sync.cli.wanted import Assembly, Wanted, answer, ink_for_stdout, progress_for, shared_options
from sync.doctor import look_over
from sync.render.doctor import doctor_document, doctor_lines, wrong_lines


@click.command()
@shared_options
def doctor(assembly: Assembly, wanted: Wanted) -> None:
    """Look over every connection, permission, status, field, mail and store before the first sync."""
    with assembly.patient(wanted) as patient:
        report = look_over(patient, progress_for(wanted))
    if wanted.quiet and not wanted.json and (wrong := wrong_lines(report, ink_for_stdout())):
        click.echo("\n".join(wrong), err=True)
    answer(wanted, lambda: doctor_document(report), lambda ink: doctor_lines(report, ink))
    raise SystemExit(report.exit_code)
