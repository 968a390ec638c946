"""What one attempt at a request came to: an error that is final, or one that another attempt may help against. Pure."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from tenacity import RetryCallState

from connectors.answers import Answer, decoded, refusal
from connectors.broken import came_too_late, cause_of, detail_of
from connectors.budget import LaneName
from connectors.limits import closed_by, pause_told
from sync.ports import BadAnswer, Cause, NotAuthorised, OutcomeUnknown, PortError, Refused, Unreachable

Params = Mapping[str, str | int | list[str]]

FAULT_PAUSE = 0.5  # seconds before the first repetition after a fault; doubled each time
LIMIT_PAUSE = 2.0  # the same where the service limits us and does not say for how long
LONGEST_PAUSE = 30.0
LONGEST_CLOSURE = 3600.0  # quotas are renewed every hour; what asks for more is not believed
NEVER_HELPS = frozenset({Cause.UNTRUSTED, Cause.NO_TLS, Cause.BAD_ADDRESS})  # within one cycle


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a service. `what` says in a few words what is asked for."""

    service: str
    method: str
    url: str
    what: str
    params: Params | None
    data: bytes | None
    repeatable: bool
    reads: bool
    lanes: tuple[LaneName, ...]


@dataclass
class TryAgain(Exception):
    """This attempt failed with `error`; another may help, after `pause` seconds or else growing ones from `first`.

    `lane` is where the service wants fewer requests of us, if that was it.
    """

    error: PortError
    pause: float | None = None
    first: float = FAULT_PAUSE
    attempts: int | None = None
    lane: LaneName | None = None


def is_limit(answer: Answer) -> bool:
    """Tell whether the service did nothing, since it wants fewer requests for now."""
    return answer.status == 429 or (answer.status == 503 and "Retry-After" in answer.headers)


def accepted(call: Call, answer: Answer) -> object | None:
    """Return the decoded JSON of a good answer; None where it is empty."""
    try:
        return decoded(answer, call.service, call.what)
    except BadAnswer as error:
        if answer.is_html:
            raise
        if call.repeatable:
            raise TryAgain(error, attempts=2) from error
        raise OutcomeUnknown(call.service, call.what, error.answer) from error


def failed(call: Call, answer: Answer) -> Exception:
    """Return the error for an answer that is no success and no limit."""
    if answer.status >= 500 or answer.status == 408:
        return fault(call, f"it answered with status {answer.status}")
    error = refusal(answer, call.service, call.what)
    if answer.status == 409 and call.repeatable:
        return TryAgain(error, attempts=2)
    return error


def limited(call: Call, answer: Answer, now: datetime) -> TryAgain:
    """Return the error for an answer that asks for fewer requests."""
    pause = pause_told(answer, now)
    reason = f"it asks for fewer requests (status {answer.status})"
    if pause is not None and pause > LONGEST_CLOSURE:
        reason = f"it asks for a pause of {_span(pause)}, which is taken for one hour (status {answer.status})"
        pause = LONGEST_CLOSURE
    error = Unreachable(call.service, reason, pause)
    # Zero is often sent and means nothing: without a pause all attempts are gone in a moment.
    return TryAgain(error, pause or None, LIMIT_PAUSE, lane=closed_by(answer, call.lanes))


def fault(call: Call, reason: str) -> Exception:
    """Return the error for an exchange after which nobody knows what was done."""
    if call.repeatable:
        return TryAgain(Unreachable(call.service, reason))
    return OutcomeUnknown(call.service, call.what, reason)


def broken(call: Call, error: Exception) -> Exception:
    """Return the error for an exchange that did not come to an end."""
    cause = cause_of(error)
    if cause is None:
        return fault(call, "it did not answer in time" if came_too_late(error) else "the connection broke")
    detail = detail_of(error)
    unreachable = Unreachable(call.service, f"{cause} ({detail})" if detail else cause.value, cause=cause)
    return unreachable if cause in NEVER_HELPS else TryAgain(unreachable)


def unsendable_login(call: Call) -> NotAuthorised:
    """Return the error for credentials that HTTP cannot carry; it does not show them."""
    return NotAuthorised(call.service, call.what, "the user or token holds signs that cannot be sent")


def unsendable_body(service: str, what: str) -> Refused:
    """Return the error for content that JSON cannot carry, such as half a sign."""
    return Refused(service, what, 0, "it holds signs that cannot be sent")


def pause_before(state: RetryCallState) -> float:
    """Return the seconds before the next attempt."""
    last = last_of(state)
    if last.pause is not None:
        return last.pause
    grown = min(LONGEST_PAUSE, last.first * 2.0 ** (state.attempt_number - 1))
    return grown * random.uniform(0.7, 1.3)  # noqa: S311 - spreads load, protects nothing


def last_of(state: RetryCallState) -> TryAgain:
    return cast("TryAgain", state.outcome.exception() if state.outcome else None)


def give_up(state: RetryCallState) -> None:
    """Raise what the last attempt came to."""
    last = last_of(state)
    raise last.error from last.__cause__


def _span(seconds: float) -> str:
    try:
        span = timedelta(seconds=seconds)
    except OverflowError:
        return "more than a lifetime"
    return f"{span.days} days" if span.days > 1 else f"{seconds / 3600:.0f} hours"
