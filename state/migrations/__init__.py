"""Numbered steps that bring a database to the present tables; each is recorded in the database by its name."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from sqlite_utils import Migrations

from state.faults import StoreUnusable
from state.migrations import (
    m0001_first_tables,
    m0002_rungs,
    m0003_polling,
    m0004_trail,
    m0005_waivers,
    m0006_leases,
    m0007_holding,
    m0008_comments,
    m0010_deliveries,
    m0011_board,
    m0012_client_pages,
    m0013_bills,
    m0014_team_mail,
    m0015_digests,
    m0016_dates,
    m0017_measures,
    m0018_agenda,
    m0019_budgets,
    m0020_keeping,
    m0021_standstill,
    m0022_ties,
    m0023_messages,
    m0024_caught_up,
    m0025_counted,
)
from state.rows import Rows

STEPS: dict[str, Callable[[Rows], None]] = {
    "0001 first tables": m0001_first_tables.apply,
    "0002 rungs": m0002_rungs.apply,
    "0003 polling": m0003_polling.apply,
    "0004 trail": m0004_trail.apply,
    "0005 waivers": m0005_waivers.apply,
    "0006 leases": m0006_leases.apply,
    "0007 holding": m0007_holding.apply,
    "0008 comments": m0008_comments.apply,
    "0010 deliveries": m0010_deliveries.apply,
    "0011 board": m0011_board.apply,
    "0012 client pages": m0012_client_pages.apply,
    "0013 bills": m0013_bills.apply,
    "0014 team mail": m0014_team_mail.apply,
    "0015 digests": m0015_digests.apply,
    "0016 dates": m0016_dates.apply,
    "0017 measures": m0017_measures.apply,
    "0018 agenda": m0018_agenda.apply,
    "0019 budgets": m0019_budgets.apply,
    "0020 keeping": m0020_keeping.apply,
    "0021 standstill": m0021_standstill.apply,
    "0022 ties": m0022_ties.apply,
    "0023 messages": m0023_messages.apply,
    "0024 caught up": m0024_caught_up.apply,
    "0025 counted": m0025_counted.apply,
}
MIGRATIONS = Migrations("stageward")
for name, step in STEPS.items():
    MIGRATIONS(name=name)(cast("Any", step))  # told for sqlite_utils' own Database; a SqliteRows is one, and more


def refuse_newer(applied: Iterable[str], place: str) -> None:
    """Raise StoreUnusable where a step was applied that this version does not know."""
    newer = [name for name in applied if name not in STEPS]
    if newer:
        remedy = "Update Stageward to the version that wrote it, or restore an older backup."
        raise StoreUnusable(place, f"a newer version of Stageward wrote it ({', '.join(newer)})", remedy)
