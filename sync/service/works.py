"""What is done when a turn comes: a cycle of one engagement, what concerns all of them, and pruning."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from sync.account import EngagementAccount, RunAccount
from sync.cycle import run_cycle
from sync.engagement import Engagement, MailMode
from sync.ports import PortError, Unreachable
from sync.render.errors import sentence
from sync.service.crew import AtHand
from sync.service.house import keep_house
from sync.service.premises import Premises
from sync.service.retention import prune
from sync.service.stopping import Stop
from sync.service.turns import HOUSE, PRUNING, Ended, Outcome, all_well, ended_as, in_brief
from sync.service.watch import Watch
from sync.team.completion import keep_completion

MOST_KEPT = 10_000  # accounts in brief that wait for the house
TRAIL_BROKEN = "Nothing of the trail was pruned: it is not whole. See where with: stageward audit verify"

Work = Callable[[AtHand], Ended]
MakeWork = Callable[[str, Premises], Work]


class Told(NamedTuple):
    """Who is told what the service does: those who watch over it, and whoever reads its lines."""

    watch: Watch
    cycle: Callable[[RunAccount], None]
    note: Callable[[str], None]


class Works:
    """Makes the work of a turn. It may be done in several threads."""

    def __init__(self, told: Told, stop: Stop) -> None:
        self._told = told
        self._stop = stop
        self._lately: deque[EngagementAccount] = deque(maxlen=MOST_KEPT)
        self._ping_trouble = ""

    def of(self, name: str, premises: Premises) -> Work:
        """Return the work of an engagement's turn, or of one that concerns all of them."""
        if name == HOUSE:
            return partial(self._keep_house, premises)
        if name == PRUNING:
            return partial(self._prune, premises)
        engagement = next(one for one in premises.roster.engagements if one.name == name)
        return partial(self._cycle, premises, engagement)

    def _cycle(self, premises: Premises, engagement: Engagement, at_hand: AtHand) -> Ended:
        run, begun, watch = uuid4().hex[:12], time.monotonic(), self._told.watch
        watch.began(engagement.name, run)
        with premises.lend(engagement.source) as tracker:
            trackers = {engagement.source: tracker}
            world = replace(premises.world(at_hand.store), trackers=trackers, goes_on=self._stop.goes_on)
            account = run_cycle(world, [engagement], writes=True, part=run)
        watch.ended(engagement.name, account, time.monotonic() - begun)
        self._lately.extend(map(in_brief, account.engagements))
        self._told.cycle(account)
        return ended_as(account)

    def _keep_house(self, premises: Premises, at_hand: AtHand) -> Ended:
        run, begun = uuid4().hex[:12], time.monotonic()
        self._told.watch.began(HOUSE, run)
        world = replace(premises.world(at_hand.store), goes_on=self._stop.goes_on)
        account = keep_house(world, premises.roster.engagements, self._newest(), run)
        self._told.watch.ended(HOUSE, replace(account, engagements=()), time.monotonic() - begun)
        if account.notices or account.returned or account.troubles:
            self._told.cycle(replace(account, engagements=()))
        if all_well(at_hand.store.agenda.turns(), premises.roster.intervals, world.clock.now()):
            self._ping(premises)
        return Ended(Outcome.COMPLETED)

    def keep_completion(self, premises: Premises, at_hand: AtHand) -> None:
        """Remember what became of the newest cycles now: where there are many workers, the house may be kept by
        another one next."""
        world = premises.world(at_hand.store)
        if world.mail is not None and world.mail.mode is not MailMode.OFF:
            keep_completion(world, self._newest(), world.clock.now())

    def _newest(self) -> tuple[EngagementAccount, ...]:
        lately = [self._lately.popleft() for _ in range(len(self._lately))]
        return tuple({one.name: one for one in lately}.values())

    def _ping(self, premises: Premises) -> None:
        try:
            if premises.ping is not None:
                premises.ping()
        except PortError as error:
            said = sentence(error)
            if self._ping_trouble != said:
                self._told.note(f"The ping did not arrive: {said}")
            self._ping_trouble = said
        else:
            self._ping_trouble = ""

    def _prune(self, premises: Premises, at_hand: AtHand) -> Ended:
        world = premises.world(at_hand.store)
        pruning = prune(world.store, world.retention, world.clock.now(), applies=True, pause=self._stop.goes_on)
        if pruning.proof is not None:
            self._told.note(TRAIL_BROKEN)
        return Ended(Outcome.COMPLETED)


def failed(error: Exception) -> Ended:
    """Return what a turn comes to whose work raised something."""
    pause = error.retry_after if isinstance(error, Unreachable) else None
    return Ended(Outcome.FAILED, pause, told_of(error))


def told_of(error: Exception) -> str:
    return sentence(error) if isinstance(error, PortError) else f"{type(error).__name__}: {error}"
