"""Accounts of cycles, as small as a test wants them."""

from datetime import UTC, date, datetime

from rules.model import Finding, Outcome, Severity, Standing, Ticket, Verdict, Waiver
from sync.account import EngagementAccount, RunAccount, Trouble
from sync.actions import Action, ActionState, Verb
from sync.calls import Calls
from sync.plan import Subject
from sync.remembered import Footprint

DOWN = Trouble("Unreachable", "acme-jira cannot be reached: nothing listens at its address.", retryable=True)
DENIED = Trouble("NotAuthorised", "acme-jira does not accept the token.")


def account_of(*troubles, run="r1", calls=None, notices=(), **parts):
    one = EngagementAccount("apollo", "acme-jira", troubles=troubles, notices=notices, **parts)
    return RunAccount(run, "sync", (one,), {"acme-jira": calls or Calls(reads=3, writes=1)})


def finding(rule, outcome=Outcome.FAIL, until=None):
    waiver = Waiver(rule, "APO-1", until, "agreed", "pm") if until else None
    return Finding(rule, outcome, Severity.BLOCK, waiver=waiver)


def subject(key, *findings, standing=Standing.BLOCKED):
    ticket = Ticket(
        id=key,
        key=key,
        source="acme-jira",
        url="https://acme.example/x",
        type="Story",
        title="A title nobody outside may read",
        status="Open",
        created=datetime(2026, 1, 1, tzinfo=UTC),
        updated=datetime(2026, 1, 2, tzinfo=UTC),
    )
    return Subject(ticket, Verdict(key, standing, findings), Footprint(key))


def action(verb=Verb.ADD_LABEL, state=ActionState.APPLIED, ticket="APO-1", error=None):
    return Action("apollo", ticket, ticket, verb, because=("due-date-is-set",), state=state, error=error)


WAIVED_UNTIL = date(2026, 3, 5)
