"""The addresses a client can open. What opens nothing is not found, in the same words whatever the reason is."""

from http import HTTPStatus

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from state.board import at_hand
from state.board.client import door
from state.board.client.mails import SentMail, mail_to
from state.board.client.told import Question, Section, Told, day_of, is_stale, told_to, wording_for
from state.client_status import status_of_engagement
from sync.pages.client_links import FORM, PATH, engagement_in
from sync.pages.decisions import APPROVED, DECLINED, LONGEST_COMMENT, LONGEST_NAME, Answer, wish_of
from sync.render.badge import badge
from sync.render.wording import clean, say

pages = Blueprint("client", __name__, template_folder="templates", static_folder="static", static_url_path="/c/static")
ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
AS_SENT = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'none';"
    " base-uri 'none'"
)
"""For a mail as it was sent: its inline styles count, and nothing in it can act or fetch."""
BADGE_KEPT = 300  # seconds


def prepare(app: Flask) -> None:
    """Give an application what these pages keep between requests, and the pages."""
    app.extensions[door.MISSES] = door.new_misses()
    app.register_blueprint(pages)


@pages.get(f"{PATH}/status")
def status() -> ResponseReturnValue:
    return _page(_told())


@pages.get(f"{PATH}/<token>")
def exchange(token: str) -> ResponseReturnValue:
    return door.exchange(token)


@pages.post(f"{PATH}/decide")
def decide() -> ResponseReturnValue:
    """Record an answer to a change, once; whoever answers later sees who was first."""
    link = door.visiting_link()
    told = told_to(link, door.key())
    section, question = _asked(told)
    if not door.key().signed(FORM, f"{link.hash}\n{question.ref}", request.form.get("seal", "")):
        abort(403)
    if not question.change.takes_answers:
        abort(404)
    if not question.change.answered:
        answer = _answer()
        if said := _amiss(answer, section):
            return _page(told, question.ref, said), HTTPStatus.BAD_REQUEST
        asked = question.change.asked
        wish = wish_of(answer, section.status.engagement, (asked.ticket_id, asked.ticket), question.change.name)
        with at_hand.reader().requesting() as requests:
            requests.ask(wish, at_hand.now())
    return redirect(url_for("client.status", _anchor=f"change-{question.ref}"), HTTPStatus.SEE_OTHER)


@pages.get(f"{PATH}/mail/<notice>")
def mail(notice: str) -> ResponseReturnValue:
    told = _told()
    found = _mail(told, notice)
    return _private(Response(render_template("client/mail.html", told=told, mail=found, say=say, day_of=day_of)))


@pages.get(f"{PATH}/mail/<notice>/as-sent")
def as_sent(notice: str) -> ResponseReturnValue:
    found = _mail(_told(), notice)
    answer = Response(found.html or found.text, mimetype="text/html" if found.html else "text/plain")
    answer.headers["Content-Security-Policy"] = AS_SENT
    return _private(answer)


@pages.get("/badge/<name>")
def badge_of(name: str) -> ResponseReturnValue:
    """Draw how an engagement goes, for whoever has the signed address."""
    engagement = engagement_in(name, door.key())
    found = status_of_engagement(at_hand.reading(), engagement) if engagement is not None else None
    if found is None:
        abort(404)
    drawn = badge(None if is_stale(found) else found.health.word, wording_for(found.language))
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={BADGE_KEPT}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is shown on other sites
    return answer


@pages.route(f"{PATH}/", methods=ANY, defaults={"_rest": ""})
@pages.route(f"{PATH}/<path:_rest>", methods=ANY)
@pages.route("/badge/<path:_rest>", methods=ANY)
def nothing(_rest: str) -> ResponseReturnValue:
    abort(404)


@pages.errorhandler(HTTPException)
def explain(error: HTTPException) -> ResponseReturnValue:
    """Answer in both languages: who asks is not known, or not to be told apart."""
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return _private(Response(render_template("client/nothing.html", code=code), code))


@pages.errorhandler(Exception)
def fail(error: Exception) -> ResponseReturnValue:
    """Tell the operator what went wrong without the address, which may hold a token."""
    current_app.logger.error("A client's page could not be made.", exc_info=error)
    return _private(Response(render_template("client/nothing.html", code=503), HTTPStatus.SERVICE_UNAVAILABLE))


def _told() -> Told:
    return told_to(door.visiting_link(), door.key())


def _page(told: Told, refused: str = "", said: str = "") -> Response:
    """Show the page; `said` is what is amiss with the answer to the change `refused`, which keeps what was typed."""
    shown = render_template(
        "client/status.html",
        told=told,
        refused=refused,
        said=said,
        typed=request.form,
        say=say,
        day_of=day_of,
        longest={"name": LONGEST_NAME, "comment": LONGEST_COMMENT},
    )
    return _private(Response(shown))


def _mail(told: Told, notice: str) -> SentMail:
    found = mail_to(at_hand.reading(), told.engagements, notice) if told.engagements else None
    if found is None:
        abort(404)
    return found


def _asked(told: Told) -> tuple[Section, Question]:
    """Find the change a form is about."""
    ref = request.form.get("ref", "")
    found = next(((section, one) for section, one in told.questions() if one.ref == ref), None)
    if found is None:
        abort(404)
    return found


def _answer() -> Answer:
    said = request.form.get("answer", "")
    if said not in {APPROVED, DECLINED}:
        abort(400)
    name, comment = (clean(request.form.get(part, "")) for part in ("name", "comment"))
    return Answer(said == APPROVED, name, comment)


def _amiss(answer: Answer, section: Section) -> str:
    """Say what is amiss with an answer, in the client's language; empty where nothing is."""
    if not answer.name:
        return say(section.wording, "status.decide.no_name")
    if len(answer.name) > LONGEST_NAME or len(answer.comment) > LONGEST_COMMENT:
        return say(section.wording, "status.decide.too_long", name=LONGEST_NAME, comment=LONGEST_COMMENT)
    return ""


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
