"""The bot as processes of their own: every line on stdin is the moment of a cycle, run by a fresh fork.

A fork is told by its number on stdout before it begins, and by its end after that. What is slow to
import is imported once.
"""

import os
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from config.load import load
from config.settings import Settings
from connectors.opening import open_tracker
from state.open import open_store
from sync.cycle import run_cycle
from sync.stand import World


class At:
    """Always the same moment."""

    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment


def cycle(config, engagement_name, moment):
    """Run one cycle over one engagement, as `sync` does."""
    installation = load(config).installation
    engagement = next(one for one in installation.engagements if one.name == engagement_name)
    source = next(one for one in installation.sources if one.name == engagement.source)
    with ExitStack() as closing:
        tracker = open_tracker(source, Settings().token(source.name).get_secret_value(), engagement.client.zone)
        closing.callback(tracker.close)
        store = closing.enter_context(open_store(installation.state_url))
        packs = {pack.name: pack for pack in installation.packs}
        world = World(store, At(moment), {source.name: tracker}, packs, installation.waivers, installation.mail)
        run_cycle(world, [engagement], writes=True)


def tell(number):
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main(config, engagement_name):
    for line in sys.stdin:
        begin, wait = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(wait)
            os.read(begin, 1)  # until our number is known to whoever may kill us
            cycle(Path(config), engagement_name, datetime.fromisoformat(line.strip()))
            os._exit(0)
        os.close(begin)
        tell(child)
        os.close(wait)
        _, status = os.waitpid(child, 0)
        tell(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
