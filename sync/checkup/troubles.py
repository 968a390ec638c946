"""Errors of ports as lines of a report: what is so, and the next step."""

from sync.checkup.checks import Check, Place
from sync.ports import BadAnswer, Missing, NotAuthorised, PortError, Refused, Unreachable
from sync.render.errors import sentence

TOKEN = "Give the bot a token that is good for this, and look which account it belongs to."  # noqa: S105 - advice


def trouble(place: Place, name: str, error: PortError, fix: str = "") -> Check:
    """Return the line for an error; `fix` says what to do about a thing that is missing or refused."""
    match error:
        case Unreachable(_, reason, retry_after):
            again = f" in {retry_after:.0f} s" if retry_after else ""
            way = f"Check that the address is right and can be reached from this machine, and try again{again}."
            return place.fail(name, f"cannot be reached: {reason}", way, may_pass=True)
        case NotAuthorised(_, what, answer):
            return place.fail(name, f"does not accept the bot for {what}{_told(answer)}", TOKEN)
        case Missing(_, what):
            return place.fail(name, f"shows no {what}", fix or "Correct its name, or let the bot's account see it.")
        case Refused(_, what, status, answer):
            code = f" ({status})" if status else ""
            return place.fail(name, f"refused {what}{code}{_told(answer)}", fix or TOKEN)
        case BadAnswer(_, what, answer):
            way = "Check the url: a login page or a proxy may stand in front of the tracker."
            return place.fail(name, f"answered {what} with something that is not its API{_told(answer)}", way)
    return place.fail(name, sentence(error), fix or "Mend this, then run doctor again.")


def _told(answer: str) -> str:
    return f": {answer.rstrip('.')}" if answer else ""
