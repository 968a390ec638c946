"""`python -m tests.workers.asking STATE ADDRESS TOKEN REQUESTS`: one of several processes that use a token.

It says that it is ready, waits for a line, asks, and tells how many answers it got.
"""

import sys

from connectors.http import TrackerSession
from connectors.turns import turns_shared_in
from state.budgets import open_budgets


def main(state, address, token, requests):
    with open_budgets(state) as budgets, turns_shared_in(budgets), TrackerSession("the tracker") as session:
        session.headers["Authorization"] = token
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for _ in range(int(requests)):
            session.ask("GET", address, what="who I am")
        sys.stdout.write(f"{session.calls.reads}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
