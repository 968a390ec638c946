"""Numbered steps that bring a database to the present tables; each is recorded in the database by its name."""

from sqlite_utils import Migrations

from state.migrations import m0001_first_tables

STEPS = {
    "0001 first tables": m0001_first_tables.apply,
}
MIGRATIONS = Migrations("stageward")
for name, step in STEPS.items():
    MIGRATIONS(name=name)(step)
