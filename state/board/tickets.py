"""The page of a ticket: every rule with what was found and wanted, and what happened to it."""

from flask import Blueprint, abort, render_template

from rules.model import Outcome
from rules.values import fold
from state.board import at_hand
from state.board.queries_ticket import ticket_sheet
from state.board.queries_trail import PAGE, history
from state.engagement_facts import facts_of

pages = Blueprint("tickets", __name__)
ORDER = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.PENDING, Outcome.PASS, Outcome.NOT_APPLICABLE)


@pages.get("/engagements/<engagement>/tickets/<path:key>")
def ticket(engagement: str, key: str) -> str:
    db = at_hand.reading()
    facts, sheet = facts_of(db, engagement), ticket_sheet(db, engagement, key)
    if facts is None or sheet is None:
        abort(404)
    line = next((one for one in facts.detail.tickets if one.id == sheet.ticket.id), None)
    findings = sheet.verdict.findings if sheet.verdict else ()
    since = {one.rule: one.since for one in line.failing} if line else {}
    return render_template(
        "ticket.html",
        summary=facts.summary,
        sheet=sheet,
        line=line,
        findings=sorted(findings, key=lambda one: ORDER.index(one.outcome)),
        since=since,
        rules={fold(one.name): one for one in facts.rules},
        fold=fold,
        escalations=[one for one in facts.detail.escalations if one.key == sheet.ticket.key],
        history=history(db, engagement, sheet.ticket.id, sheet.ticket.key),
        most=PAGE,
    )
