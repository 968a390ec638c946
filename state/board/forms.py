"""Forms that only a page of ours can send: each carries a word that is kept in the visitor's session."""

from hmac import compare_digest
from secrets import token_urlsafe

from flask import Flask, abort, request, session

FIELD = "form_word"


def prepare(app: Flask) -> None:
    """Give templates `form_word()`."""
    app.jinja_env.globals["form_word"] = form_word


def form_word() -> str:
    """Return the word for the forms of this session."""
    if FIELD not in session:
        session[FIELD] = token_urlsafe(24)
    return str(session[FIELD])


def check_form_word() -> None:
    """Refuse a form that was not made for this session."""
    sent, kept = request.form.get(FIELD, ""), str(session.get(FIELD, ""))
    if not kept or not compare_digest(sent.encode(), kept.encode()):
        abort(403)
