"""Which workers of other machines are alive, by the heartbeat each leaves in the queue's tables."""

from state.rows import Rows

SCHEMA = "stageward_jobs"
STALE = 30.0  # seconds without a heartbeat, after which a worker counts as gone; Procrastinate's own figure
TABLE = f"{SCHEMA}.procrastinate_workers"
HEARD = f"select 1 from {TABLE} where id = ? and last_heartbeat > now() - make_interval(secs => ?)"  # noqa: S608 - constants


def is_silent(db: Rows, worker: int | None) -> bool:
    """Tell whether a worker has not been heard of for so long that its engagements are taken over."""
    if worker is None or db.dialect != "postgresql":
        return False
    (has_table,) = db.execute("select to_regclass(?) is not null", [TABLE]).fetchone()
    return not has_table or db.execute(HEARD, [worker, STALE]).fetchone() is None
