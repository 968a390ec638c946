"""The service: cycles when they are due, in several threads, until it is told to stop.

Once a second it looks what is due by the agenda in the store. Nothing it does raises: what goes wrong is told, and
comes again at its turn.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from schedule import Scheduler

from sync.ports import Busy, Clock, Stopped
from sync.service.agenda_store import NotTakenUp, Turn
from sync.service.alarm import alarms, keep_alarms, names
from sync.service.crew import AtHand, Crew
from sync.service.memory import Tidying
from sync.service.premises import Office, Premises
from sync.service.reload import FilesSeen
from sync.service.stopping import Stop
from sync.service.turns import HOUSE, PRUNING, Ended, Outcome, after, agenda, caught_up, shortest
from sync.service.works import MakeWork, Told, Work, failed, told_of

TICK = 1  # seconds between two looks at the agenda
NAP = 0.2  # seconds; a signal is noticed within this time
LOOK_AT_FILES = 2  # ticks
LONGEST_PAUSE = 60  # ticks in which the agenda is left alone after it could not be looked at again and again
CLOCK_SET = 30.0  # seconds by which the clock may differ from what went by before it counts as set
LAST_WORK = 12.0  # seconds cycles in hand have to end
PRUNED_EVERY = timedelta(days=1)


class Signals:
    """What was asked of the process. Only flags: a handler of signals may take no lock."""

    def __init__(self) -> None:
        self.stop = False
        self.reload = False


class Service:
    """Gives out turns and does them. `run` returns once the service was told to stop."""

    def __init__(self, office: Office, premises: Premises, clock: Clock, told: Told, works: MakeWork) -> None:
        self._office = office
        self._first = self._premises = premises
        self._clock = clock
        self._told = told
        self._works = works
        self._tidying = Tidying()
        self._why: dict[str, str] = {}
        self._in_hand: set[str] = set()
        self._unsaved: dict[str, Turn] = {}
        self._files = FilesSeen(office.look(), office.content())
        self._since = clock.now()
        self._clock_was_ahead = self._clock_ahead()
        self._trouble = ""
        self._ticks_left_out = 0
        self._failed_ticks = 0
        self._ticks = 0

    def run(self, signals: Signals, stop: Stop) -> None:
        """Serve until `signals.stop`; what is in hand then is finished, or cut off where it takes too long."""
        self._told.watch.expects(self._premises.roster.intervals)
        scheduler = Scheduler()
        with Crew(self._office.open_store) as crew, AtHand(self._office.open_store) as at_hand:
            self._guarded(partial(self._take_up, at_hand))
            while not signals.stop:
                keep_ticking(scheduler, partial(self._tick, signals, crew, at_hand))
                time.sleep(NAP)
            self._told.watch.stopping()
            stop.ask()
            if not crew.end(LAST_WORK):
                self._told.note(f"Cut off after {LAST_WORK:.0f} s: {', '.join(sorted(self._in_hand))}.")

    @property
    def _intervals(self) -> dict[str, timedelta]:
        roster = self._premises.roster
        house = shortest(tuple(roster.intervals.values()), roster.every)
        return {HOUSE: house, PRUNING: PRUNED_EVERY, **roster.intervals}

    def _clock_ahead(self) -> float:
        return self._clock.now().timestamp() - time.monotonic()

    def _take_up(self, at_hand: AtHand) -> None:
        """Take up what is kept from the last time: what was due meanwhile comes once."""
        store, now = at_hand.store, self._clock.now()
        store.agenda.keep_not_taken_up(None)
        for turn in store.agenda.turns().values():
            if turn.engagement in self._intervals:
                store.agenda.keep_turn(caught_up(turn, self._intervals[turn.engagement], now))

    def _tick(self, signals: Signals, crew: Crew, at_hand: AtHand) -> None:
        self._told.watch.beat()
        self._ticks += 1
        if self._ticks_left_out:
            self._ticks_left_out -= 1
            return
        if not self._guarded(partial(self._look, signals, crew, at_hand)):
            at_hand.drop()
            self._failed_ticks += 1
            self._ticks_left_out = min(2**self._failed_ticks, LONGEST_PAUSE)
        else:
            self._failed_ticks = 0

    def _guarded(self, work: Callable[[], None]) -> bool:
        """Do something, and tell what it raises once; False where it did."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the service goes on
            said = told_of(error)
            if said != self._trouble:
                self._told.note(f"The agenda cannot be looked at: {said}")
            self._trouble = said
            return False
        if self._trouble:
            self._told.note("The agenda can be looked at again.")
        self._trouble = ""
        return True

    def _look(self, signals: Signals, crew: Crew, at_hand: AtHand) -> None:
        """Do what this moment asks for."""
        self._reload_where_changed(signals, at_hand)
        in_hand = frozenset(
            self._in_hand
        )  # before the turns are read: whoever ends meanwhile has kept its turn by then
        self._save(at_hand)
        now, intervals = self._clock.now(), self._intervals
        turns = {**at_hand.store.agenda.turns(), **self._unsaved}
        found = agenda(turns, intervals, now, self._premises.roster.hint_pause)
        for turn in found.changed:
            if turn.engagement not in in_hand:
                at_hand.store.agenda.keep_turn(turn)
        for turn in found.due:
            if turn.engagement not in in_hand and self._has_room(turn.engagement):
                self._begin(turn, intervals[turn.engagement], crew, at_hand)
        self._alarm(turns, at_hand, now)

    def _save(self, at_hand: AtHand) -> None:
        for name, turn in tuple(self._unsaved.items()):
            at_hand.store.agenda.keep_turn(turn)
            del self._unsaved[name]

    def _has_room(self, name: str) -> bool:
        own = {HOUSE, PRUNING}
        return name in own or len(self._in_hand - own) < self._premises.roster.parallel

    def _begin(self, turn: Turn, every: timedelta, crew: Crew, at_hand: AtHand) -> None:
        begun = self._taken(turn, at_hand)
        crew.give(partial(self._in_turn, begun, every, self._works(turn.engagement, self._premises)))

    def _taken(self, turn: Turn, at_hand: AtHand) -> Turn:
        """Keep a turn as begun."""
        begun = replace(turn, began=self._clock.now())
        at_hand.store.agenda.keep_turn(begun)
        self._in_hand.add(turn.engagement)
        return begun

    def _in_turn(self, turn: Turn, every: timedelta, work: Work, at_hand: AtHand) -> None:
        """Do the work of a turn and move it on, whatever comes of it."""
        name = turn.engagement
        try:
            ended = work(at_hand)
        except Busy:
            ended = Ended(Outcome.BUSY)
        except Stopped:
            ended = Ended(Outcome.STOPPED)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            at_hand.drop()
            self._told.watch.failed(name, error)
            ended = failed(error)
        self._why[name] = ended.why or self._why.get(name, "")
        moved = after(turn, every, ended, self._clock.now())
        try:
            at_hand.store.agenda.keep_turn(moved)
        except Exception as error:  # noqa: BLE001 - it is kept with the next look at the agenda
            at_hand.drop()
            self._unsaved[name] = moved
            self._told.watch.failed(name, error)
        self._in_hand.discard(name)
        self._tidying.now_and_then()

    def _alarm(self, turns: Mapping[str, Turn], at_hand: AtHand, now: datetime) -> None:
        if abs(self._clock_ahead() - self._clock_was_ahead) > CLOCK_SET:
            self._clock_was_ahead, self._since = self._clock_ahead(), now  # what went by cannot be told any more
        found = alarms(turns, self._premises.roster, self._since, now)
        if not (found.begun or found.over):
            return
        keep_alarms(self._premises.world(at_hand.store), found, self._why, self._since)
        if found.begun:
            self._told.note(f"ALARM: no cycle came through for too long: {names(found.begun)}. Ask: stageward doctor")
        if found.over:
            self._told.note(f"The alarm is over: cycles come through again: {names(found.over)}.")

    def _reload_where_changed(self, signals: Signals, at_hand: AtHand) -> None:
        asked, signals.reload = signals.reload, False
        if asked:  # what was changed for it is no news at the next look
            self._files = FilesSeen(self._office.look(), self._office.content())
        is_time = self._ticks % LOOK_AT_FILES == 0
        if asked or (is_time and self._files.is_news(self._office.look(), self._office.content)):
            self._reload(at_hand)

    def _reload(self, at_hand: AtHand) -> None:
        """Take up what is configured now, if it checks out; else tell, and go on as before."""
        self._told.watch.reloading()
        now = self._clock.now()
        found = self._office.read(now)
        if isinstance(found, NotTakenUp):
            self._keep_out(found, at_hand)
            return
        self._premises = found
        self._told.watch.expects(found.roster.intervals)
        if fixed := found.roster.others_fixed(self._first.roster):
            said = f"{', '.join(fixed)}: the change is taken up when serve is started again; all else is in force"
            self._keep_out(NotTakenUp(now, said), at_hand)
            return
        at_hand.store.agenda.keep_not_taken_up(None)
        self._told.watch.reloaded("")

    def _keep_out(self, found: NotTakenUp, at_hand: AtHand) -> None:
        at_hand.store.agenda.keep_not_taken_up(found)
        self._told.watch.reloaded(f"{found.said} (and {found.more} more)" if found.more else found.said)


def keep_ticking(scheduler: Scheduler, tick: Callable[[], None]) -> None:
    """Tick when it is time. `schedule` goes by the local clock: one that was set back, as in autumn, would keep the
    tick out until it has caught up."""
    if not scheduler.jobs or (scheduler.idle_seconds or 0.0) > TICK:
        scheduler.clear()
        scheduler.every(TICK).seconds.do(tick)
    scheduler.run_pending()
