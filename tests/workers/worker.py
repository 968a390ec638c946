"""`python -m tests.workers.worker`: `stageward serve --workers` whose workers notice a dead one within seconds."""

import sys

from run import House, cli
from state.jobs import Pace, ProcrastinateJobs

PACE = Pace(deal=1, heartbeat=0.5, stale=3.0)


class HurriedHouse(House):
    def jobs(self, wanted, at_once):
        made = super().jobs(wanted, at_once)
        return ProcrastinateJobs(made.url, at_once, PACE)


if __name__ == "__main__":
    cli(args=["serve", *sys.argv[1:]], prog_name="stageward", obj=HurriedHouse())
