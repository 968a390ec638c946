"""The outbox: what waits and why, and how staff let it go. A form leaves a request; the next cycle acts on it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from state.board import at_hand, queries, signin
from state.engagement_facts import summaries
from sync.pages.request import HOLD_NOTICE, RELEASE_NOTICE, Wish

pages = Blueprint("mail", __name__)
STATES = ("held", "ready", "sending", "stuck", "failed", "sent", "withdrawn")
ASKED = {"release": RELEASE_NOTICE, "hold": HOLD_NOTICE}
POSSIBLE = {"held": "release", "stuck": "release", "failed": "release", "ready": "hold"}
"""What may be asked for a notice in a state; the cycle decides by the state it finds then."""


@pages.get("/outbox")
def outbox() -> str:
    db = at_hand.reading()
    engagement, state = request.args.get("engagement", ""), request.args.get("state", "")
    return render_template(
        "outbox.html",
        notices=queries.notices(db, engagement or None, state or None),
        waiting=queries.waiting_requests(db),
        engagement=engagement,
        state=state,
        states=STATES,
        engagements=[one.engagement for one in summaries(db)],
        most=queries.MOST_NOTICES,
    )


@pages.get("/outbox/<number>")
def notice(number: str) -> str:
    db = at_hand.reading()
    found = queries.notice(db, number)
    if found is None:
        abort(404)
    return render_template(
        "notice.html",
        notice=found,
        recipients=queries.recipients(db, number),
        text=queries.text_of(db, number),
        requests=queries.requests_about(db, number),
        possible=POSSIBLE.get(found.state),
    )


@pages.post("/outbox/<number>/<deed>")
def ask(number: str, deed: str) -> ResponseReturnValue:
    who = signin.staff()
    found = queries.notice(at_hand.reading(), number)
    if found is None or deed not in ASKED:
        abort(404)
    wish = Wish(ASKED[deed], found.engagement, number, who.name, {"signed_in": who.way})
    with at_hand.reader().requesting() as requests:
        requests.ask(wish, at_hand.now())
    return redirect(url_for("mail.notice", number=number))
