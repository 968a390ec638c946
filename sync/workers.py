"""One worker of many: takes turns from a queue that all workers share, on however many machines.

What is due is looked up by one of them at a time and put into the queue; whoever is free takes it. The agenda in the
store stays the truth: a turn that is not due any more is left alone, and one that was lost is dealt again.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import TypeVar

from schedule import Scheduler

from sync.ports import Clock
from sync.serve import LAST_WORK, NAP, Service, Signals, keep_ticking
from sync.service.crew import AtHand, Crew
from sync.service.jobs import Jobs, Offer
from sync.service.premises import Office, Premises
from sync.service.stopping import Stop
from sync.service.turns import HOUSE, PRUNING, agenda
from sync.service.works import Told, Works, told_of

ASIDE = frozenset({HOUSE, PRUNING})
ANEW = (1.0, 60.0)  # seconds before the queue is tried again after it could not be reached: at first, and at most

Found = TypeVar("Found")


class Worker(Service):
    """Implements `sync.service.jobs.Work`. `run` returns once the service was told to stop."""

    def __init__(self, office: Office, premises: Premises, clock: Clock, told: Told, works: Works, jobs: Jobs) -> None:
        super().__init__(office, premises, clock, told, works.of)
        self._crew = Crew(office.open_store)
        self._jobs = jobs
        self._keep_completion = works.keep_completion
        self._is_stopping = False
        self._other = ""

    def run(self, signals: Signals, stop: Stop) -> None:
        """Work until `signals.stop`; what is in hand then is finished, or cut off where it takes too long and left to
        another worker."""
        self._told.watch.expects(self._premises.roster.intervals)
        scheduler, taking = Scheduler(), Thread(target=self._take_jobs, name="jobs", daemon=True)
        with self._crew as crew, AtHand(self._office.open_store) as at_hand:
            taking.start()
            while not signals.stop:
                keep_ticking(scheduler, partial(self._tick, signals, crew, at_hand))
                time.sleep(NAP)
            self._told.watch.stopping()
            self._is_stopping = True
            stop.ask()
            self._jobs.stop()
            until = time.monotonic() + LAST_WORK
            taking.join(LAST_WORK)
            if not crew.end(max(NAP, until - time.monotonic())):
                self._told.note(f"Cut off after {LAST_WORK:.0f} s: {', '.join(sorted(self._in_hand))}.")

    def deal(self, offered: frozenset[str]) -> Future[Sequence[Offer]]:
        return self._given(partial(self._dealt, offered), otherwise=())

    def do(self, offer: Offer) -> Future[bool]:
        return self._given(partial(self._done, offer), otherwise=True)

    def _look(self, signals: Signals, _crew: Crew, at_hand: AtHand) -> None:
        self._reload_where_changed(signals, at_hand)
        self._save(at_hand)

    def _take_jobs(self) -> None:
        """Work the queue until the service stops; where that breaks off, tell it once and begin again."""
        pause, trouble = ANEW[0], ""
        while not self._is_stopping:
            begun = time.monotonic()
            try:
                self._jobs.run(self)
            except Exception as error:  # noqa: BLE001 - whatever it is, the queue is tried again
                said = told_of(error)
                if said != trouble:
                    self._told.note(f"The queue of jobs cannot be worked: {said}")
                trouble = said
            held = time.monotonic() - begun > ANEW[1]
            pause = ANEW[0] if held else min(2 * pause, ANEW[1])
            until = time.monotonic() + pause
            while time.monotonic() < until and not self._is_stopping:
                time.sleep(NAP)

    def _given(self, work: Callable[[AtHand], Found], otherwise: Found) -> Future[Found]:
        """Let a thread of the crew do something, and promise what it finds."""
        found: Future[Found] = Future()

        def job(at_hand: AtHand) -> None:
            try:
                found.set_result(work(at_hand))
            except Exception as error:  # noqa: BLE001 - it is told, and what it was about is dealt again
                at_hand.drop()
                self._told.note(f"A job could not be done, and comes again: {told_of(error)}")
                found.set_result(otherwise)

        self._crew.give(job)
        return found

    def _dealt(self, offered: frozenset[str], at_hand: AtHand) -> Sequence[Offer]:
        now, intervals = self._clock.now(), self._intervals
        turns = at_hand.store.agenda.turns()
        found = agenda(turns, intervals, now, self._premises.roster.hint_pause)
        for turn in found.changed:
            if turn.engagement not in offered:  # else whoever has it in hand keeps it
                at_hand.store.agenda.keep_turn(turn)
        self._alarm(turns, at_hand, now)
        due = [turn.engagement for turn in found.due if turn.engagement not in offered]
        return [Offer(name, self._premises.fingerprint, aside=name in ASIDE) for name in due]

    def _done(self, offer: Offer, at_hand: AtHand) -> bool:
        self._compare(offer, self._premises.fingerprint)
        turn, every = at_hand.store.agenda.turns().get(offer.name), self._intervals.get(offer.name)
        if turn is None or every is None:
            return True
        now = self._clock.now()
        if not agenda({offer.name: turn}, {offer.name: every}, now, self._premises.roster.hint_pause).due:
            return True  # it was taken since it was dealt
        if self._is_stopping:
            return False
        self._in_turn(self._taken(turn, at_hand), every, self._works(offer.name, self._premises), at_hand)
        self._keep_completion(self._premises, at_hand)
        return not self._is_stopping

    def _compare(self, offer: Offer, own: str) -> None:
        """Tell once where another worker has another configuration."""
        if offer.configuration not in {own, self._other}:
            said = f"Another worker has another configuration ({offer.configuration[:8]}, here {own[:8]})."
            self._told.note(f"{said} All of them need the same files: copy them, then send HUP or wait a moment.")
        self._other = "" if offer.configuration == own else offer.configuration
