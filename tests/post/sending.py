"""A process that sends what is ready, to be killed at any moment: `sending.py STATE_URL PORT NOW`."""

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dataclasses import replace

from connectors.smtp import Smtp
from state.open import open_store
from sync.mailing.post import find_stuck, send_ready
from tests.post.rooms import MAIL, Clock


def main(url, port, now):
    mail, clock = replace(MAIL, most=10_000), Clock(datetime.fromisoformat(now))
    with open_store(url) as store:
        find_stuck(store, clock)
        send_ready(store, Smtp("127.0.0.1", int(port)), mail, clock)


if __name__ == "__main__":
    main(*sys.argv[1:])
