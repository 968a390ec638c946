"""Judges what sandboxes wrote down: requests by the team's checker, answers by ours."""

import importlib
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.conformance.answers import Answers
from tests.conformance.recorded import exchanges, is_ours, is_wrong_on_purpose, place, request_line

# What a description forbids by mistake, beyond what the team's checker lets pass; named on docs/conformance.md.
DESCRIBED_WRONGLY = {"GET /api/2/group/member": "query parameter groupname is not in the specification"}


@dataclass(repr=False)
class Judged:
    """What was found. Operations are named as the descriptions name them."""

    requests: int = 0
    answers: int = 0
    operations: set = field(default_factory=set)
    ours: set = field(default_factory=set)  # used by the connectors
    with_notes: set = field(default_factory=set)  # of those, where a description is silent or known to be wrong
    wrong_requests: list = field(default_factory=list)
    wrong_answers: list = field(default_factory=list)
    tolerated: set = field(default_factory=set)  # reasons to tolerate something in an answer

    def __repr__(self):
        wrong = len(self.wrong_requests) + len(self.wrong_answers)
        return (
            f"traffic: {self.requests} requests of {len(self.operations)} operations and {self.answers} answers, "
            f"{wrong} not as described"
        )


def judge(folder, shared):
    """Return what is found in the recordings of a folder."""
    with checkers(shared) as (check, spec):
        found, answers = Judged(), Answers(spec)
        for exchange in exchanges(folder):
            found.wrong_answers += [f"{place(exchange)}: {one}" for one in answers.problems(exchange)]
            if not is_wrong_on_purpose(exchange):
                judge_request(exchange, found, check)
    found.answers, found.tolerated = answers.judged, answers.used
    return found


def judge_request(exchange, found, check):
    operation, found_wrong, notes = check.judge(request_line(exchange))
    violations = [one for one in found_wrong if one != DESCRIBED_WRONGLY.get(operation)]
    notes = [*notes, *(one for one in found_wrong if one not in violations)]
    found.requests += 1
    found.operations.add(operation)
    found.wrong_requests += [f"{place(exchange)}: {one}" for one in violations]
    if is_ours(exchange):
        found.ours.add(operation)
        found.with_notes |= {operation} if notes else set()


@contextmanager
def checkers(shared):
    """Yield the team's modules `check` and `spec`, which are no package of ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(shared / "conformance")
        yield tuple(importlib.import_module(name) for name in ("check", "spec"))
    for name in ("check", "spec"):
        sys.modules.pop(name)
