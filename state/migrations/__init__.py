"""Numbered steps that bring a database to the present tables; each is recorded in the database by its name."""

from sqlite_utils import Migrations

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
)

STEPS = {
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
}
MIGRATIONS = Migrations("stageward")
for name, step in STEPS.items():
    MIGRATIONS(name=name)(step)
