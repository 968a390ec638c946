"""The trail: rows are only ever appended, each sealed with the one before. Guards stand in the file itself.

`insert or replace` would take a row away without asking the guard of deletes: no row comes in but the next one.
Whatever is thrown away one day goes from the oldest end, once the anchor stands behind it.
"""

from state.rows import Rows

TABLES = (
    """create table trail (
    number integer primary key,
    at text not null,
    kind text not null,
    engagement text not null,
    who text not null,
    ticket_id text not null,
    ticket text not null,
    facts text not null,
    previous text not null,
    seal text not null
) strict""",
    "create table trail_anchor (number integer not null, seal text not null) strict",
    "insert into trail_anchor (number, seal) values (0, '')",
    # What is not said again while it stands the same is looked up here. Small: of most rows none is asked.
    """create index trail_said on trail (kind, engagement, ticket, number)
    where kind = 'write' or kind = 'refusal' or kind = 'setting'""",
)
REFUSED = "begin select raise(abort, 'the trail is only appended to'); end"
GUARDS = {
    "trail_is_not_changed": "before update on trail",
    "trail_loses_nothing": "before delete on trail when old.number > (select number from trail_anchor)",
    "trail_goes_on": """before insert on trail
        when new.number <> coalesce((select max(number) from trail), (select number from trail_anchor)) + 1""",
    "trail_has_one_anchor": "before insert on trail_anchor",
    "trail_keeps_its_anchor": "before delete on trail_anchor",
    "trail_is_anchored_at_a_row": """before update on trail_anchor
        when not exists (select 1 from trail where number = new.number and seal = new.seal)""",
}


POSTGRES_TABLES = (
    """create table trail (
    number bigint primary key,
    at text collate "C" not null,
    kind text collate "C" not null,
    engagement text collate "C" not null,
    who text collate "C" not null,
    ticket_id text collate "C" not null,
    ticket text collate "C" not null,
    facts text collate "C" not null,
    previous text collate "C" not null,
    seal text collate "C" not null
)""",
    'create table trail_anchor (number bigint not null, seal text collate "C" not null)',
    *TABLES[2:],
)
POSTGRES_GUARDS = {
    "trail_is_not_changed": ("before update on trail for each row", "true"),
    "trail_loses_nothing": (
        "before delete on trail for each row",
        "old.number > (select number from trail_anchor)",
    ),
    "trail_goes_on": (
        "before insert on trail for each row",
        "new.number <> coalesce((select max(number) from trail), (select number from trail_anchor)) + 1",
    ),
    "trail_has_one_anchor": ("before insert on trail_anchor for each row", "true"),
    "trail_keeps_its_anchor": ("before delete on trail_anchor for each row", "true"),
    "trail_is_anchored_at_a_row": (
        "before update on trail_anchor for each row",
        "not exists (select 1 from trail where number = new.number and seal = new.seal)",
    ),
    "trail_is_not_emptied": ("before truncate on trail", "true"),
    "trail_anchor_is_not_emptied": ("before truncate on trail_anchor", "true"),
}
# The schema is written into the function: whoever comes by another search path is refused no less.
POSTGRES_GUARD = """
    create function {name}() returns trigger language plpgsql set search_path from current as $$ begin
        if {refused} then
            raise exception 'the trail is only appended to' using errcode = 'integrity_constraint_violation';
        end if;
        return case tg_op when 'DELETE' then old else new end;
    end $$"""


def apply(db: Rows) -> None:
    if db.dialect == "postgresql":
        _guard_in_postgres(db)
        return
    for statement in TABLES:
        db.execute(statement)
    for name, occasion in GUARDS.items():
        db.execute(f"create trigger {name} {occasion} {REFUSED}")


def _guard_in_postgres(db: Rows) -> None:
    for statement in POSTGRES_TABLES:
        db.execute(statement)
    for name, (occasion, refused) in POSTGRES_GUARDS.items():
        db.execute(POSTGRES_GUARD.format(name=name, refused=refused))
        db.execute(f"create trigger {name} {occasion} execute function {name}()")
