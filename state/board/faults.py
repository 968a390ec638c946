"""What a page says where it cannot be shown: what is wrong, and the next step."""

from flask import render_template
from werkzeug.exceptions import HTTPException, SecurityError

from state.faults import StoreUnusable
from sync.ports import PortError

SAID = {
    400: ("This cannot be read", "The request was not understood. Go back and try again."),
    403: ("Not allowed", "This form was open for too long, or came from elsewhere. Open the page again and repeat it."),
    404: ("Not found", "There is nothing at this address. Start from the engagements."),
    405: ("Not like this", "This address is used by a form. Start from the engagements."),
    413: ("Too long", "The form holds more than the board takes. Shorten it."),
    429: ("Too many tries", "Wait a quarter of an hour, then try again."),
}
UNKNOWN = ("Something went wrong", "The board could not make this page. Look at the output of stageward serve.")


def explain_http_error(error: HTTPException) -> tuple[str, int, list[tuple[str, str]]]:
    """Answer with a plain page; nothing of the request is repeated on it."""
    if isinstance(error, SecurityError):  # asked by a name that is not the board's: no page can be addressed from there
        return "The board does not answer to this name.", 400, [("Content-Type", "text/plain; charset=utf-8")]
    code = error.code or 500
    title, next_step = SAID.get(code, UNKNOWN)
    kept = [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
    return render_template("fault.html", title=title, next_step=next_step), code, kept


def explain_port_error(error: PortError) -> tuple[str, int]:
    """Answer where the store cannot be read. Its path stays with the operator."""
    next_step = (
        error.remedy if isinstance(error, StoreUnusable) else "Another process is writing. Try again in a moment."
    )
    return render_template("fault.html", title="The state store cannot be read", next_step=next_step), 503
