"""What a soak comes to: cycles by the runs in the store, the trail, and what stands in the trackers and mailboxes."""

import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from itertools import pairwise
from statistics import median

from state.open import open_store
from sync.service.turns import CATCH_UP
from sync.trail import verified

TICKS = 2.5  # seconds: a look at the agenda comes every second, and this machine is shared
ASKED = 2.0  # seconds a tracker asks to be left alone for, among the faults of a soak
PASSES = frozenset({"configuration", "busy", "stopped", "unreadable", "vanished"})


@dataclass(frozen=True)
class Cycle:
    """A cycle of one engagement. `ended` is None where it was killed."""

    began: datetime
    ended: datetime | None
    is_failed: bool


@dataclass
class Verdict:
    """What was found: figures to be read, and what is wrong."""

    figures: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)


def cycles(database):
    """Return the cycles of each engagement in their order; a killed one names none, and is left out."""
    found = defaultdict(list)
    with closing(sqlite3.connect(database)) as db:
        for began, ended, document in db.execute("select began, ended, document from runs order by began"):
            for one in json.loads(document)["engagements"] if document else ():
                kinds = {trouble["kind"] for trouble in one["errors"]} - PASSES
                moments = (datetime.fromisoformat(began), datetime.fromisoformat(ended))
                found[one["name"]].append(Cycle(*moments, bool(kinds)))
    return found


def judge(stage, crowd, every, downs):
    """Judge what a soak left; `downs` are pairs of moments between which nobody served."""
    verdict = Verdict()
    for name, found in cycles(stage.folder / "stageward.db").items():
        _judge_gaps(name, found, every, downs, verdict)
    _judge_trail(stage, verdict)
    _judge_tickets(crowd, verdict)
    _judge_mail(stage.sandbox.mailbox, verdict)
    return verdict


def _judge_gaps(name, found, every, downs, verdict):
    gaps, failures = [], 0
    for before, after in pairwise(found):
        failures = failures + 1 if before.is_failed else 0
        gap = (after.began - before.began).total_seconds()
        was_down = [(a, b) for a, b in downs if before.began <= b and a <= after.began]
        longest = _longest(every, before, failures)
        if was_down:  # a cycle that was killed leaves no account; it is due once more when the service is back
            longest = max(longest, (was_down[-1][1] - before.began).total_seconds() + CATCH_UP.total_seconds() + TICKS)
        if gap > longest:
            verdict.wrong.append(
                f"{name}: {gap:.1f} s without a cycle before {after.began:%H:%M:%S}, at most {longest:.1f}"
            )
        if gap < 0.9 * every - 0.1 and not was_down:
            verdict.wrong.append(f"{name}: two cycles within {gap:.1f} s at {after.began:%H:%M:%S}")
        gaps.append(gap)
    failed = sum(one.is_failed for one in found)
    verdict.figures[f"cycles of {name}"] = (
        f"{len(found)}, {failed} failed; apart {min(gaps):.1f} to {max(gaps):.1f} s, median {median(gaps):.1f} s"
    )


def _longest(every, before, failures):
    """Return the most seconds to the next cycle: the interval or the back-off, or the length of the one before, and what
    a tracker asked for at its end."""
    pause = min(every * 2 ** (failures - 1), 8 * every) if failures else every
    asked = ASKED if before.is_failed else 0.0
    return max(pause, (before.ended - before.began).total_seconds() + asked) + TICKS


def _judge_trail(stage, verdict):
    with open_store(f"sqlite:///{stage.folder / 'stageward.db'}") as store:
        proof = verified(store.trail(), store.trail_anchor())
        left = [intent for name in ("apollo", "lumen") for intent in store.open_intents(name)]
    verdict.figures["trail"] = f"{proof.rows} rows" if hasattr(proof, "rows") else "whole"
    if proof.flaw is not None:
        verdict.wrong.append(f"the trail is not whole: {proof.flaw}")
    if left:
        verdict.wrong.append(f"{len(left)} writes were begun and never looked up")


def _judge_tickets(crowd, verdict):
    comments = 0
    for where, desk in crowd.desks.items():
        for ticket in crowd.tickets[where]:
            ours, labels = desk.ours(ticket), Counter(map(str.casefold, desk.labels(ticket)))
            comments += len(ours)
            if len(ours) > 1:
                verdict.wrong.append(f"{ticket}: {len(ours)} comments of the bot")
            verdict.wrong += [f"{ticket}: {name} stands {n} times" for name, n in labels.items() if n > 1]
    verdict.figures["comments of the bot"] = comments


def _judge_mail(mailbox, verdict):
    told = Counter()
    for received in mailbox.messages:
        number = message_from_bytes(received.data, policy=policy.default)["Message-ID"]
        told.update((number, address) for address in received.recipients)
    verdict.figures["mails"] = told.total()
    verdict.wrong += [f"mail {number} reached {address} {n} times" for (number, address), n in told.items() if n > 1]
