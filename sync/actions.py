"""Actions: single pieces of a plan, as values that can be printed, hashed, counted and stored."""

from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from rules.facts import packed
from sync.comment import StickyComment


class Verb(StrEnum):
    ADD_LABEL = "add_label"
    REMOVE_LABEL = "remove_label"
    PUT_COMMENT = "put_comment"
    HOLD = "hold"
    RELEASE = "release"
    RETURN = "return"
    SET_FLAG = "set_flag"
    CLEAR_FLAG = "clear_flag"
    SET_FIELD = "set_field"
    ESCALATE = "escalate"
    SEND_NOTICE = "send_notice"
    CREATE_TICKET = "create_ticket"  # by a command of its own, in no cycle


class ActionState(StrEnum):
    PLANNED = "planned"
    APPLIED = "applied"
    ALREADY = "already"  # it stood there when we came to write it
    REFUSED = "refused"  # a person did otherwise meanwhile; told as a refusal
    FAILED = "failed"
    UNKNOWN = "unknown"  # written, but the answer was lost; looked up in the next cycle


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `before` and `after` are what stands and what shall stand, as short text.

    `ticket` is the key people know, `ticket_id` the tracker's own id; both are empty for a notice
    over several tickets. `ladder` is the one a step belongs to. A comment's content rides along in `comment`; its
    `after` is the digest. `content` is the fingerprint of what a notice says and to whom; `field` is the one
    that is set, by the rules' name.
    """

    engagement: str
    ticket: str
    ticket_id: str
    verb: Verb
    before: str | None = None
    after: str | None = None
    because: tuple[str, ...] = ()
    reaches_client: bool = False
    comment: StickyComment | None = None
    ladder: str | None = None
    notice_id: str | None = None
    content: str | None = None
    field: str | None = None
    state: ActionState = ActionState.PLANNED
    error: str | None = None

    @property
    def place(self) -> str:
        """The ticket or the notice it is done to; what is done in one place is approved or refused together."""
        return self.ticket_id or self.notice_id or ""

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two actions the same action, whatever became of them: where it is done, what, why, and with
        which content. A comment is replaced whole: what stood there before makes no difference."""
        before = None if self.verb is Verb.PUT_COMMENT else self.before
        done = (self.verb.value, before, self.after, self.because, self.ladder, self.content or self.field)
        return (self.engagement, self.place, *done)

    def ended(self, state: ActionState, error: str | None = None) -> "Action":
        """Return the same action with what became of it."""
        return replace(self, state=state, error=error)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing not done, and why, in words for people."""

    ticket: str
    verb: Verb
    reason: str


def digest_of(actions: tuple[Action, ...]) -> str:
    """Fingerprint of a set of actions in whatever order, twelve hexadecimal signs; empty text for none."""
    if not actions:
        return ""
    told = sorted(packed(action.identity) for action in actions)
    return sha256(packed([one.decode() for one in told])).hexdigest()[:12]
