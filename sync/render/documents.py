"""JSON that other programs read (CONTRACT section 1): one document, schema 1."""

from collections.abc import Sequence

import orjson

from rules.model import Finding, Gate, Standing
from sync.account import EngagementAccount, RunAccount, Trouble
from sync.actions import Action
from sync.calls import Calls
from sync.remembered import OutboxEntry

Document = dict[str, object]


def run_document(account: RunAccount) -> str:
    """Return what `plan --json` and `sync --json` print."""
    document: Document = {
        "schema": 1,
        "run": account.run,
        "mode": account.mode,
        "digest": account.digest,
        "trail_head": account.trail_head,
        "engagements": [_engagement(one) for one in account.engagements],
        "notices": [_notice(entry) for entry in account.all_notices],
        "errors": [_trouble(trouble) for trouble in account.troubles],
        "calls": {name: _calls(calls) for name, calls in account.calls.items()},
    }
    return dumped(document)


def dumped(document: Document) -> str:
    """Return a document as text, keys in their order."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _engagement(one: EngagementAccount) -> Document:
    return {
        "name": one.name,
        "source": one.source,
        "digest": one.digest,
        "seen": one.seen,
        "changed": one.changed,
        "judged": one.judged,
        "departed": [{"ticket": gone.key, "where": gone.whereabouts.value} for gone in one.departed],
        "outcomes": {outcome.value: count for outcome, count in one.outcomes().items()},
        "actions": [_action(action) for action in (*one.beside, *one.actions)],
        "refusals": [{"ticket": r.ticket, "verb": r.verb.value, "reason": r.reason} for r in one.refusals],
        "observed": [{"rule": rule, "tickets": list(keys)} for rule, keys in one.observed().items()],
        "limits": [{"limit": e.limit, "counted": e.counted, "allowed": e.allowed} for e in one.excesses],
        "errors": [_trouble(trouble) for trouble in one.troubles],
    }


def _trouble(trouble: Trouble) -> Document:
    return {"kind": trouble.kind, "message": trouble.message, "retryable": trouble.retryable}


def _action(action: Action) -> Document:
    return {
        "ticket": action.ticket,
        "verb": action.verb.value,
        "before": action.before,
        "after": action.after,
        "because": list(action.because),
        "reaches_client": action.reaches_client,
        "state": action.state.value,
        "error": action.error,
    }


def _notice(entry: OutboxEntry) -> Document:
    return {
        "id": entry.id,
        "engagement": entry.engagement,
        "kind": entry.kind,
        "to": list(entry.to),
        "subject": entry.subject,
        "state": entry.state,
    }


def _calls(calls: Calls) -> Document:
    return {
        "reads": calls.reads,
        "writes": calls.writes,
        "retries": calls.retries,
        "throttled_s": round(calls.throttled_s, 3),
    }


def explain_document(
    ticket: str,
    engagement: str,
    stage: str | None,
    standing: Standing,
    findings: Sequence[tuple[Finding, str, Document]],
    ladders: Sequence[Document] = (),
) -> str:
    """Return what `explain KEY --json` prints; each finding comes with its fix and what else is told of it."""
    return dumped(
        {
            "schema": 1,
            "ticket": ticket,
            "engagement": engagement,
            "stage": stage,
            "standing": standing.value,
            "findings": [{**_finding(finding, fix), **more} for finding, fix, more in findings],
            "ladders": list(ladders),
        }
    )


def _finding(finding: Finding, fix: str) -> Document:
    waiver = finding.waiver
    return {
        "rule": finding.rule,
        "gate": gate_document(finding.gate),
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "found": finding.found,
        "wanted": finding.wanted,
        "fix": fix,
        "waiver": None
        if waiver is None
        else {"until": waiver.until.isoformat(), "because": waiver.because, "by": waiver.by},
    }


def gate_document(gate: Gate | None) -> Document | None:
    """Return a gate; null for a rule tied to none."""
    return None if gate is None else {"stage": gate.stage, "side": gate.side.value}
