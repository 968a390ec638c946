"""Who looks at the board: a name from a trusted proxy, or one given with the local password.

The password is one for all staff, so the name given with it is what its owner says; the trail tells which way it was.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address
from threading import Lock
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from state.board import at_hand
from state.board.at_hand import Visitor
from state.board.forms import check_form_word
from state.board.misses import Misses
from state.board.setting import BoardSetting

pages = Blueprint("signin", __name__)
LONGEST_NAME = 80
LONGEST_PASSWORD = 200
SIGNED_IN_FOR = timedelta(hours=12)
MISSES = "stageward misses"


def prepare(app: Flask, setting: BoardSetting) -> None:
    """Sign sessions with a key of their own; another password ends all that were begun with the one before."""
    app.config.update(
        SESSION_COOKIE_NAME="stageward",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=setting.secure,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
    )
    if setting.key is not None:
        app.secret_key = setting.key.sign("session of the board", setting.password_hash or "", length=64)
    app.extensions[MISSES] = Misses()
    app.jinja_env.globals["visitor"] = visitor
    app.jinja_env.globals["may_sign_in"] = lambda: setting.key is not None and setting.password_hash is not None


def visitor() -> Visitor | None:
    """Return who is looking, None where nobody said so."""
    setting = at_hand.setting()
    if setting.believes_proxies and (name := _told_by_proxy(setting)):
        return Visitor(name, "proxy")
    if setting.key is None or setting.password_hash is None or "name" not in session:
        return None
    until = datetime.fromisoformat(session["until"])
    return Visitor(session["name"], "password") if at_hand.now() < until else None


def _told_by_proxy(setting: BoardSetting) -> str:
    """Return the name a proxy tells; only one that is listed is believed, and only one plain name."""
    sender = ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - an address that no list holds
    if not any(sender in network for network in setting.proxies):
        return ""
    told = request.headers.getlist(setting.user_header or "")
    name = told[0].strip() if len(told) == 1 else ""
    return name if _is_name(name) and "," not in name else ""


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def ask_who() -> ResponseReturnValue | None:
    """Let staff through; where the board asks who it is, send others to sign in."""
    setting = at_hand.setting()
    if not setting.asks_who or visitor() is not None:
        return None
    if setting.password_hash is None:
        abort(403)
    there = request.full_path.rstrip("?") if request.method == "GET" else url_for("engagements.overview")
    return redirect(url_for("signin.ask", next=there))


def staff() -> Visitor:
    """Return who sends a form; refuse one from nobody, or from another page."""
    found = visitor()
    if found is None:
        abort(403)
    check_form_word()
    return found


@pages.get("/sign-in")
def ask() -> ResponseReturnValue:
    return _form()


@pages.post("/sign-in")
def answer() -> ResponseReturnValue:
    setting, now = at_hand.setting(), at_hand.now()
    if setting.key is None or setting.password_hash is None:
        abort(404)
    check_form_word()
    misses, sender = _misses(), request.remote_addr or ""
    if wait := misses.wait_for(sender, now):
        return _too_many(wait)
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    if not _is_name(name):
        return _form("Name is empty or longer than 80 signs.", name)
    if not _is_right(setting.password_hash, password):
        misses.add(sender, now)
        return _form("This is not the password.", name)
    misses.forget(sender)
    session.clear()
    session.permanent = True
    session["name"], session["until"] = name, (now + SIGNED_IN_FOR).isoformat()
    return redirect(_own_place(request.form.get("next", "")))


@pages.post("/sign-out")
def leave() -> ResponseReturnValue:
    check_form_word()
    session.clear()
    return redirect(url_for("engagements.overview"))


def _form(said: str = "", name: str = "") -> ResponseReturnValue:
    setting = at_hand.setting()
    if setting.key is None or setting.password_hash is None:
        abort(404)
    there = _own_place(request.values.get("next", ""))
    return render_template("signin.html", said=said, name=name, next=there), 401 if said else 200


def _too_many(wait: timedelta) -> ResponseReturnValue:
    told = make_response(_form("Too many tries. Wait a quarter of an hour, then try again."))
    told.status_code = 429
    told.headers["Retry-After"] = str(round(wait.total_seconds()))
    return told


def _misses() -> Misses:
    found: Misses = current_app.extensions[MISSES]
    return found


def _own_place(there: str) -> str:
    """Return where to go on after signing in: a page of ours, never another site's."""
    parts = urlsplit(there)
    is_ours = there.startswith("/") and not there.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return there if is_ours and there.isprintable() and "\\" not in there else url_for("engagements.overview")


_one_at_a_time = Lock()  # checking a password takes 64 MiB: many at once would take all there is


def _is_right(known: str, given: str) -> bool:
    if len(given) > LONGEST_PASSWORD:
        return False
    with _one_at_a_time:
        try:
            return PasswordHasher().verify(known, given)
        except (VerificationError, InvalidHashError):
            return False
