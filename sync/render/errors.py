"""One place that makes sentences of errors: what happened, where, and what to do next."""

from sync.limits import Excess
from sync.ports import BadAnswer, Missing, NotAuthorised, OutcomeUnknown, PortError, Refused, Unreachable


def sentence(error: PortError) -> str:
    """Say a port's error to a person: what happened and the next step."""
    match error:
        case Unreachable(service, reason, retry_after):
            again = f" It asks to wait {retry_after:.0f} s." if retry_after else ""
            return f"{service} cannot be reached: {reason}.{again} Nothing was lost; the next cycle tries again."
        case NotAuthorised(service, what, told):
            return f"{service} does not accept the bot's credentials for {what}.{_told(told)} Check the token and its permissions."
        case Missing(service, what):
            return f"{service} shows no {what}: it was deleted, or the bot may not see it."
        case Refused(service, what, status, told):
            return f"{service} refused {what} ({status}).{_told(told)}"
        case OutcomeUnknown(service, what, reason):
            return f"{service}: the answer to {what} was lost ({reason}). It is looked up before anything is repeated."
        case BadAnswer(service, what, told):
            return f"{service} answered {what} with something that is not its API.{_told(told)} Check the url; a login page or proxy may stand in front."
    return str(error)  # the installation's own troubles say themselves what to do


def _told(told: str) -> str:
    return f" It says: {told.rstrip('.')}." if told else ""


def excess_sentence(excess: Excess) -> str:
    """Say which limit a plan is beyond, and by what."""
    if excess.limit == "share":
        return f"{excess.counted:.0%} of the engagement's tickets would change; the limit is {excess.allowed:.0%}"
    return f"{excess.counted:.0f} {excess.limit} are planned; the limit is {excess.allowed:.0f}"
