"""What people are told in the sticky comment of commands and waivers: short, plain, with the line that would work."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.policy import CompiledRule
from sync.commands import DATE, REASON, RULE, Command, waive_line
from sync.comment import Paragraph, Run
from sync.waivers.heard import Granted

HELP = (
    (waive_line(RULE, DATE, REASON), "lets a rule rest on this ticket up to that day; also: until in 5 working days"),
    (f"gate: unwaive {RULE}", "ends a waiver"),
    (f"gate: explain {RULE}", "says what a rule asks, and why"),
    ("gate: recheck", "looks at this ticket again"),
    ("gate: help", "shows this"),
)


def granted(waiver: Granted) -> tuple[Paragraph, ...]:
    return (_said("Waived", f" until {waiver.until.isoformat()}, as {waiver.by_name} asked: ", rule=waiver.rule),)


def refused(command: Command, why: str, lines: Sequence[str] = ()) -> tuple[Paragraph, ...]:
    """Say why something was not done, and which lines would work."""
    head = f"Not done ({command.word}): " if command.word else ""
    said = [Run(head, "strong"), Run(why)] if head else [Run(why)]
    if lines:
        said.append(
            Run(" Send this in a new comment: " if len(lines) == 1 else " Send one of these in a new comment: ")
        )
        said += _between([Run(line, "code") for line in lines], Run(" or "))
    return (Paragraph(tuple(said)),)


def ended(rule: str, why: str) -> tuple[Paragraph, ...]:
    return (_said("The waiver ended", f", because {why}: ", rule=rule),)


def ends_soon(rule: str, until: date) -> Paragraph:
    """Remind people of a waiver that ends; the same words on every day."""
    last = f" ends with {until.isoformat()}. From then on the rule counts again: "
    return _said("A waiver", last, rule=rule)


def checked_again(at: datetime, zone: ZoneInfo) -> tuple[Paragraph, ...]:
    return (
        Paragraph((Run("Checked again", "strong"), Run(f" on {at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})."))),
    )


def helped() -> tuple[Paragraph, ...]:
    """List what can be asked, each command on a line of its own."""
    head = Paragraph((Run("What can be asked", "strong"), Run(", each at the start of a line in a new comment:")))
    return (head, *(Paragraph((Run(line, "code"), Run(f"  {told}"))) for line, told in HELP))


def explained(rule: CompiledRule, page: str | None) -> tuple[Paragraph, ...]:
    asked = rule.rule
    who = f"It can be waived by {', '.join(asked.waivable_by)}" if asked.waivable_by else "Nobody can waive it"
    longest = f", for at most {asked.waiver_at_most}" if asked.waivable_by and asked.waiver_at_most else ""
    said = " ".join(filter(None, (asked.says, asked.because, asked.fix, f"{who}{longest}.")))
    return (Paragraph((Run(rule.name, "code", href=page), Run(f"  {said}"))),)


def _said(head: str, said: str, rule: str) -> Paragraph:
    return Paragraph((Run(head, "strong"), Run(said), Run(rule, "code")))


def _between(runs: Sequence[Run], glue: Run) -> Iterable[Run]:
    for place, run in enumerate(runs):
        if place:
            yield glue
        yield run
