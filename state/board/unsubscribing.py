"""The page behind the link of a mail: one button that stops that kind of mail (RFC 8058).

Opening the page changes nothing, as programs open links before people do. A mail program's own button posts here
without a session, so the signed link alone is the permission; whoever has it can stop this kind of mail and no more.
"""

from flask import Blueprint, abort, render_template

from state.board import at_hand
from sync.mailing.unsubscribe import PATH, Unsubscription, wish_of
from sync.pages.request import UNSUBSCRIBE, Wish

pages = Blueprint("unsubscribing", __name__)


@pages.get(f"{PATH}<token>")
def page(token: str) -> str:
    return render_template("unsubscribe.html", wish=_wish(token), is_done=False)


@pages.post(f"{PATH}<token>")
def stop(token: str) -> str:
    wish = _wish(token)
    asked = Wish(UNSUBSCRIBE, wish.engagement, f"{wish.address} {wish.receives}", wish.address, _facts(wish))
    with at_hand.reader().requesting() as requests:
        requests.ask(asked, at_hand.now())
    return render_template("unsubscribe.html", wish=wish, is_done=True)


def _facts(wish: Unsubscription) -> dict[str, object]:
    return {"address": wish.address, "receives": wish.receives}


def _wish(token: str) -> Unsubscription:
    key = at_hand.setting().key
    wish = wish_of(token, key) if key is not None else None
    if wish is None:
        abort(404)
    return wish
