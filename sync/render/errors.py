"""One place that makes sentences of errors: what happened, where, and what to do next."""

from collections.abc import Mapping

from sync.limits import Excess
from sync.ports import (
    BadAnswer,
    Busy,
    Cause,
    LeaseLost,
    Misshapen,
    Missing,
    NotAuthorised,
    OutcomeUnknown,
    PortError,
    Refused,
    Stopped,
    Unreachable,
)

NEXT_STEPS: Mapping[Cause, str] = {
    Cause.REFUSED: "Check the url and its port, and whether the service runs.",
    Cause.NO_NAME: "Check the url, and whether DNS works on this machine.",
    Cause.NO_WAY: "Check this machine's network.",
    Cause.SLOW: "Check whether a firewall or a proxy stands between.",
    Cause.PROXY: "Check HTTPS_PROXY and NO_PROXY.",
    Cause.UNTRUSTED: "Have the certificate put right, or name your own authority in REQUESTS_CA_BUNDLE.",
    Cause.NO_TLS: "Check whether the url should begin with https, and its port.",
    Cause.BAD_ADDRESS: "Check the url in stageward.yaml.",
}


def sentence(error: PortError) -> str:  # noqa: C901, PLR0911 - one arm for each error
    """Say a port's error to a person: what happened and the next step."""
    match error:
        case Unreachable(service, reason, retry_after, cause):
            step = f" {NEXT_STEPS[cause]}" if cause else ""
            again = f" It asks to wait {retry_after:.0f} s." if retry_after else ""
            return f"{service} cannot be reached: {reason}.{step}{again} Nothing was lost; the next cycle tries again."
        case NotAuthorised(service, what, told):
            return f"{service} does not accept the bot's credentials for {what}.{_told(told)} Check the token and its permissions."
        case Missing(service, what, told):
            return f"{service} shows no {what}: it was deleted, or the bot may not see it.{_told(told)}"
        case Refused(service, what, status, told):
            return f"{service} refused {what} ({status}).{_told(told)}"
        case OutcomeUnknown(service, what, reason):
            return f"{service}: the answer to {what} was lost ({reason}). It is looked up before anything is repeated."
        case Misshapen(service, what, told):
            return f"{service} answered {what} in a form that is not known.{_told(told)} Run it again with --debug and report what it prints."
        case BadAnswer(service, what, told):
            return f"{service} answered {what} with something that is not its API.{_told(told)} Check the url; a login page or proxy may stand in front."
        case Busy(name, since, until):
            return f"Another run has been at work on {name} since {since:%H:%M} UTC; this one left it alone. Should that run hang, the next one takes over after {until:%H:%M} UTC."
        case LeaseLost(name):
            return f"This run stood still for so long that another one took over {name}; it wrote nothing more there."
        case Stopped():
            return "The service was told to stop; what is left comes with the next cycle."
    return str(error)  # the installation's own troubles say themselves what to do


def paused_sentence(error: PortError, left: int) -> str:
    """Say why writing was broken off, and how many planned writes wait."""
    waiting = f"{left} planned writes wait" if left != 1 else "1 planned write waits"
    return f"{sentence(error)} Writing is paused; {waiting} for the next cycle." if left else sentence(error)


def _told(told: str) -> str:
    return f" It says: {told.rstrip('.')}." if told else ""


def excess_sentence(excess: Excess) -> str:
    """Say which limit a plan is beyond, and by what."""
    if excess.limit == "share":
        return f"{excess.counted:.0%} of the engagement's tickets would change; the limit is {excess.allowed:.0%}"
    return f"{excess.counted:.0f} {excess.limit} are planned; the limit is {excess.allowed:.0f}"
