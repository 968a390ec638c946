"""Where configuration and tickets do not fit: told in every cycle, and stops nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rules.calendar import Calendar
from rules.model import Ticket
from rules.policy import Policy
from sync.account import Trouble
from sync.stand import Stand
from sync.sums import BEGIN, END, SPRINT, TEAM_OF, UNMAPPED, UNSEEN, Sums, marks_of_size, tells_of_deliveries

SHORT = 10  # working days
FEW = 3  # fields told in a line each


def misfits(stand: Stand) -> tuple[Trouble, ...]:
    """Name where configuration and tickets do not fit: statuses without a stage, stages without a status, fields
    that cannot be seen, a delivery pack that is missing. One line each, not one per ticket (RULINGS G3, G6, V17)."""
    reasons = _reasons(stand.policy, stand.sums)
    found = [*_unmapped_statuses(stand), *_unseen_fields(stand)]
    if reasons:
        found.append(_missing_delivery_pack(stand, reasons))
    if stand.is_first:
        found += _stages_without_status(stand)
    return tuple(Trouble("configuration", message) for message in found)


def _unmapped_statuses(stand: Stand) -> list[str]:
    statuses: dict[str, list[str]] = {}
    for status, key in stand.sums.of(UNMAPPED):
        statuses.setdefault(status, []).append(key)
    return [_unmapped_status(stand, status, keys) for status, keys in statuses.items()]


def _unmapped_status(stand: Stand, status: str, keys: list[str]) -> str:
    if stand.policy.setting.is_hold(status):
        return f"nobody knows where {_some(keys)} stood before “{status}”; a person can move it to where it belongs"
    where = f"map it under stages: of engagement {stand.engagement.name}"
    return f"status “{status}” means no stage ({_some(keys)}); {where}"


def _unseen_fields(stand: Stand) -> list[str]:
    unseen: dict[str, dict[str, list[str]]] = {}
    for reason, name, key in stand.sums.of(UNSEEN):
        unseen.setdefault(reason, {}).setdefault(name, []).append(key)
    return [line for reason, names in unseen.items() for line in _unseen_for(reason, names)]


def _unseen_for(reason: str, names: Mapping[str, list[str]]) -> list[str]:
    """Tell fields one by one; where a whole pack's are missing, in one line."""
    if len(names) <= FEW:
        return [f"field “{name}” cannot be seen ({_some(keys)}): {reason}" for name, keys in sorted(names.items())]
    listed = ", ".join(f"“{name}”" for name in sorted(names))
    return [f"{len(names)} fields that rules look at cannot be seen: {reason}: {listed}"]


def _stages_without_status(stand: Stand) -> list[str]:
    setting = stand.policy.setting
    statuses = stand.hands.tracker.statuses(stand.engagement.scope)
    meant = {(pack, stage) for status in statuses for pack, stage in setting.stages_of(status).items()}
    found: list[str] = []
    for pack in stand.policy.packs:
        lacking = [f"“{stage.name}”" for stage in pack.stages if (pack.name, stage.name) not in meant]
        if lacking:
            what = f"stage {lacking[0]}" if len(lacking) == 1 else f"any of the stages {', '.join(lacking)}"
            where = f"under stages: of {stand.engagement.name}"
            found.append(
                f"no status means {what} of pack {pack.name}; map {'one' if len(lacking) == 1 else 'them'} {where}"
            )
    return found


def _missing_delivery_pack(stand: Stand, reasons: Sequence[str]) -> str:
    where = f"under packs: of engagement {stand.engagement.name}"
    return f"it {' and '.join(reasons)}, so it needs a delivery pack; name one, such as delivery-excellence, {where}"


def reasons_for_a_delivery_pack(policy: Policy, tickets: Sequence[Ticket]) -> tuple[str, ...]:
    """Return why an engagement needs a pack whose stages tell the client of milestones or deliveries; empty
    where it has one, or is small: ten working days, one sprint, one team (Client delivery excellence, scope)."""
    return _reasons(policy, Sums(marks=Counter(mark for ticket in tickets for mark in marks_of_size(ticket, policy))))


def _reasons(policy: Policy, sums: Sums) -> tuple[str, ...]:
    if tells_of_deliveries(policy):
        return ()
    teams, sprints = len(sums.of(TEAM_OF)), len(sums.of(SPRINT))
    reasons = [_too_long(policy.setting.calendar, sums)]
    reasons += [f"spans {sprints} sprints"] if sprints > 1 else []
    reasons += [f"has {teams} teams"] if teams > 1 else []
    return tuple(reason for reason in reasons if reason)


def _too_long(calendar: Calendar, sums: Sums) -> str:
    begins, ends = sums.of(BEGIN), sums.of(END)
    if not begins or not ends:
        return ""
    begin, end = date.fromisoformat(begins[0][0]), date.fromisoformat(ends[-1][0])
    last = calendar.after(begin - timedelta(days=1), SHORT)
    return f"runs from {begin} to {end}, over more than {SHORT} working days" if end > last else ""


def _some(keys: list[str]) -> str:
    return ", ".join(sorted(keys)[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
