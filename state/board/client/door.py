"""Lets a client in: a link is exchanged for a cookie once, and every answer to what opens nothing is the same.

A token stands in one address only, which leads on at once; no page, no log and no other site gets to see it.
"""

from datetime import datetime, timedelta

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from state.board import at_hand
from state.board.misses import Misses
from state.client_links import link_of
from sync.mailing.signing import SigningKey
from sync.pages.client_links import PATH, ClientLink, hash_in, hash_of, session_of

COOKIE = "stageward_client"
COOKIE_KEPT = timedelta(days=90)
USE_NOTED_EVERY = timedelta(hours=1)
MISSES = "stageward client misses"
MOST_FROM_ONE, MOST_FROM_ALL = 30, 10_000
"""Wrong links in a quarter of an hour. A token cannot be guessed, and clients must not lock each other out: what is kept
small is only the work that somebody who tries can make."""


def new_misses() -> Misses:
    return Misses(MOST_FROM_ONE, MOST_FROM_ALL)


def exchange(token: str) -> Response:
    """Give the browser a cookie for a token, and lead to the page's own address. An unknown, expired or revoked one is
    not found."""
    misses: Misses = current_app.extensions[MISSES]
    sender, now = request.remote_addr or "", at_hand.now()
    if misses.wait_for(sender, now):
        abort(429)
    link = _good_link(hash_of(token), now)
    if link is None:
        misses.add(sender, now)
        abort(404)
    _note_use(link, now)
    answer = redirect(url_for("client.status"), 303)
    answer.set_cookie(
        COOKIE,
        session_of(link, key()),
        max_age=min(COOKIE_KEPT, link.expires - now if link.expires else COOKIE_KEPT),
        path=PATH,
        secure=at_hand.setting().secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def visiting_link() -> ClientLink:
    """Return the link the visitor came by, looked up afresh: one that was revoked meanwhile opens nothing any more."""
    now, named = at_hand.now(), hash_in(request.cookies.get(COOKIE, ""), key())
    link = _good_link(named, now) if named is not None else None
    if link is None:
        abort(404)
    if link.last_used is None or now - link.last_used > USE_NOTED_EVERY:
        _note_use(link, now)
    return link


def key() -> SigningKey:
    """Return what cookies, forms and badges are signed with; without one there are no such pages."""
    found = at_hand.setting().key
    if found is None:
        abort(404)
    return found


def _good_link(token_hash: str, now: datetime) -> ClientLink | None:
    link = link_of(at_hand.reading(), token_hash)
    return link if link is not None and link.is_good(now) else None


def _note_use(link: ClientLink, now: datetime) -> None:
    with at_hand.reader().linking() as links:
        links.use(link, now)
