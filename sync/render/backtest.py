"""A backtest on the terminal and as a document: per rule what would be judged otherwise, then holds and mails."""

from collections.abc import Iterator, Sequence

from sync.engagement import Mode
from sync.render.documents import Document, dumped
from sync.render.terminal import Ink, columns, columns_of
from sync.trying.compared import Backtest, Compared, Mail, RuleChange

MOST_SAMPLES = 5
EMPTY = "no ticket versions are stored; run sync first"
Row = tuple[str, Sequence[str]]  # what is told, and the keys of the tickets it is told of


def backtest_lines(told: Backtest, ink: Ink) -> list[str]:
    """Return a backtest as lines: every engagement, then what it all comes to."""
    lines = [*ink.paragraph(_intro(told)), ""]
    lines += [line for one in told.engagements for line in [*_engagement_lines(one, ink), ""]]
    differing = sum(one.differs for one in told.engagements)
    count = len(told.engagements)
    said = f"{differing} of {count} engagement{'' if count == 1 else 's'} would be judged otherwise."
    return [*lines, f"{said if differing else 'Nothing would be different.'} Nothing was written."]


def _intro(told: Backtest) -> str:
    if told.against is None:
        what = "The packs at work, compared with the last verdict on each ticket"
    else:
        what = f"Edited: {', '.join(told.against) or 'nothing'}. Compared with the packs at work"
    return f"{what}, from {told.since:%Y-%m-%d %H:%M} to {told.until:%Y-%m-%d %H:%M} UTC."


def _engagement_lines(one: Compared, ink: Ink) -> list[str]:
    if not one.versions:
        return [ink.style(one.name, "bold"), f"  {EMPTY}"]
    replayed = f"{_count(one.versions, 'version')} of {_count(one.tickets, 'ticket')} replayed"
    notes = [line for said in _notes(one) for line in ink.paragraph(said, "  ", "dim", hanging="    ")]
    lines = [*_table(one, ink), *notes] or ["  Nothing would be different."]
    return [ink.style(f"{one.name}: {replayed}", "bold"), *lines]


def _table(one: Compared, ink: Ink) -> list[str]:
    """Align what is told and how often; as many sample keys follow as fit on the line."""
    parts = [(title, colour, rows) for title, colour, rows in _parts(one) if rows]
    begun = iter(columns([(name, f"{len(keys):>4}") for _, _, rows in parts for name, keys in rows]))
    lines: list[str] = []
    for title, colour, rows in parts:
        lines.append(f"  {ink.style(title, colour)}")
        lines += [_line(next(begun), keys, ink) for _, keys in rows]
    return lines


def _line(begun: str, keys: Sequence[str], ink: Ink) -> str:
    told = f"    {begun}  "
    return ink.style(told + _samples(keys, ink.width - columns_of(told)))


def _parts(one: Compared) -> Iterator[tuple[str, str, list[Row]]]:
    yield "newly failing", "red", [(rule.rule, rule.newly_failing) for rule in one.rules if rule.newly_failing]
    yield "newly passing", "green", [(rule.rule, rule.newly_passing) for rule in one.rules if rule.newly_passing]
    yield "newly unknown", "cyan", [(rule.rule, rule.newly_unknown) for rule in one.rules if rule.newly_unknown]
    held = [("would have been held", one.would_hold), ("would not have been held", one.would_release)]
    yield "holds", "yellow", [row for row in held if row[1]]
    mails = [*_mail_rows("would have gone", one.mails), *_mail_rows("would not have gone", one.mails_no_more)]
    yield "mails", "yellow", mails


def _mail_rows(said: str, mails: Sequence[Mail]) -> list[Row]:
    kinds = dict.fromkeys(mail.kind for mail in mails)
    told = {kind: [f"{mail.ticket} ({mail.at:%m-%d})" for mail in mails if mail.kind == kind] for kind in kinds}
    return [(f"{kind} {said}", keys) for kind, keys in told.items()]


def _samples(keys: Sequence[str], room: int) -> str:
    for many in range(min(MOST_SAMPLES, len(keys)), 0, -1):
        said = ", ".join(keys[:many]) + (", …" if many < len(keys) else "")
        if columns_of(said) <= room:
            return said
    return keys[0]


def _notes(one: Compared) -> Iterator[str]:
    if one.only_after:
        yield f"new rules: {', '.join(one.only_after)}"
    if one.only_before:
        yield f"rules no longer there: {', '.join(one.only_before)}"
    if one.mode is not Mode.ENFORCE and one.differs:
        yield f"mode {one.mode.value}: nothing is held"


def backtest_document(told: Backtest) -> str:
    """Return what `backtest --json` prints."""
    return dumped(
        {
            "schema": 1,
            "since": told.since.isoformat(),
            "until": told.until.isoformat(),
            "against": list(told.against or ()),
            "engagements": [_engagement(one) for one in told.engagements],
        }
    )


def _engagement(one: Compared) -> Document:
    return {
        "name": one.name,
        "versions": one.versions,
        "tickets": one.tickets,
        "rules": [_rule(rule) for rule in one.rules],
        "rules_added": list(one.only_after),
        "rules_removed": list(one.only_before),
        "would_hold": list(one.would_hold),
        "would_release": list(one.would_release),
        "mails": [_mail(mail) for mail in one.mails],
        "mails_no_more": [_mail(mail) for mail in one.mails_no_more],
    }


def _rule(rule: RuleChange) -> Document:
    return {
        "rule": rule.rule,
        "newly_failing": list(rule.newly_failing),
        "newly_passing": list(rule.newly_passing),
        "newly_unknown": list(rule.newly_unknown),
    }


def _mail(mail: Mail) -> Document:
    return {"kind": mail.kind, "ticket": mail.ticket, "at": mail.at.isoformat()}


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
