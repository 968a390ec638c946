"""Numbered steps that bring a database to the present tables; each is recorded in the database by its name."""

from sqlite_utils import Migrations

from state.migrations import m0001_first_tables, m0002_rungs, m0003_polling, m0010_deliveries

STEPS = {
    "0001 first tables": m0001_first_tables.apply,
    "0002 rungs": m0002_rungs.apply,
    "0003 polling": m0003_polling.apply,
    "0010 deliveries": m0010_deliveries.apply,
}
MIGRATIONS = Migrations("stageward")
for name, step in STEPS.items():
    MIGRATIONS(name=name)(step)
