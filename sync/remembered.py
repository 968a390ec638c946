"""What the store keeps, as values: snapshots, footprints, verdicts, cursors, intents, the outbox."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.ladder import Rung
from rules.model import Ticket, Verdict
from sync.actions import Action, Verb
from sync.clients.letters import Single
from sync.limits import Excess
from sync.listing import Whereabouts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A version of a ticket as it was seen. `first_seen` is when the engagement first saw the ticket, `looked_at`
    when it was last read, changed or not: what its tracker changed after that is not in here."""

    engagement: str
    ticket: Ticket
    digest: str
    seen_at: datetime
    first_seen: datetime
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Departed:
    """A ticket that cannot be seen any more, or belongs elsewhere by now. `key` is the last one known."""

    ticket_id: str
    key: str
    at: datetime
    whereabouts: Whereabouts


FLAGGED = "Flagged"  # Jira's flag, as a field of a ticket
IMPEDIMENT = "Impediment"  # its one option


@dataclass(frozen=True, slots=True)
class Overruled:
    """Somebody did otherwise than the bot, which had held the ticket by the verb `against`. `who` is an account or an
    address, `name` what people call them; both are empty where the tracker does not tell. `at` is when, in UTC; where
    not `is_told`, that or earlier."""

    against: Verb
    at: datetime | None
    who: str = ""
    name: str = ""
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the bot has left on a ticket.

    `comment_digest` is the content last written, `comment_words` the fingerprint of its words, by which a person's
    edit is told. `comment_losses` counts how often people deleted the comment. While `comment_left_for` are the rules
    that do not pass, the comment is left to a person who edited it (`comment_id` is known) or deleted it. While held, `held_from` is the status the ticket is
    released to and `held_in` the hold status. `held_for` are the failing block rules of the newest
    hold: while they stay the same, a person who moves the ticket wins, and `overruled` says who did. `held_by` is
    HOLD, SET_FLAG or RETURN: for a flag, `held_in` is its field; for a return, `held_from` is where it came from.
    """

    ticket_id: str
    comment_id: str | None = None
    comment_digest: str | None = None
    held_from: str | None = None
    held_in: str | None = None
    held_for: tuple[str, ...] = ()
    held_by: Verb = Verb.HOLD
    overruled: Overruled | None = None
    comment_words: str | None = None
    comment_losses: int = 0
    comment_left_for: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SeenRule:
    """A rule an engagement is judged by. `on_trial` tells that it came while new rules are only observed there."""

    name: str
    first_seen: datetime
    on_trial: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A stored verdict with the fingerprint of everything it was judged from."""

    verdict: Verdict
    inputs: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far an engagement was read. `since` is the newest change time seen; `needs` the fingerprint of what
    was asked for: another one means that everything is read again. `first_cycle` is when the engagement
    was first seen: what was true before is not news. `scanned` is when all ids were last compared with what
    the tracker lists, `met_at` when `since` was met, `read_at` when the last reading was: all three by our clock."""

    since: datetime
    needs: str
    first_cycle: datetime
    scanned: datetime | None = None
    met_at: datetime | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that was begun. Without a receipt it is looked up before anything else."""

    id: int
    run: str
    action: Action
    at: datetime


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One message to a client's contact and where it stands.

    `state` is held, ready, gathered, in digest, sending, sent, stuck, failed or withdrawn. `key` is the same for the
    same news, so that it can be queued only once. `message` holds the very bytes to be sent, `receives` what contacts
    get it for (words of RULINGS E4, several in a digest), `thread` the conversation it belongs to. `released` is when
    a person let it go. `letter` is what it tells, kept of a notice that is gathered for a digest.
    """

    id: str
    key: str
    engagement: str
    kind: str
    to: tuple[str, ...]
    subject: str
    message: bytes
    state: str
    created: datetime
    sent: datetime | None = None
    error: str | None = None
    receives: str = ""
    thread: str = ""
    message_id: str = ""
    released: datetime | None = None
    letter: Single | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """News of a `kind`, told at most once: a ticket that entered a stage, a date that moved to another one.

    `notice` is the outbox entry that tells it, empty where it is no news, and `state` how that entry stands; both do
    not make it another piece of news.
    """

    ticket_id: str
    stage: str
    kind: str
    notice: str = field(default="", compare=False)
    state: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class KeptRung:
    """Where a ticket stands on a ladder; without a `rung` it is at the foot, and nothing is kept."""

    ticket_id: str
    ladder: str
    rung: Rung | None


LENGTH = timedelta(minutes=10)  # of a lease; longer than the longest silence of a run: a request with its repetitions
OUTBOX = ":outbox"  # the lease of who sends mail, for all engagements together


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one run to write to something, such as an engagement. Nobody else has it before `until`."""

    name: str
    holder: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan as it was printed last, of one engagement or of a whole run where that is empty. `used` names the
    engagements it was applied to by an approval."""

    engagement: str
    actions: tuple[Action, ...]
    at: datetime
    used: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KeptRefusal:
    """A write a tracker refused. `what` is the fingerprint of the action, `fingerprint` of the ticket and the rules
    at that time: while both stay the same, it is not tried again every cycle."""

    ticket_id: str
    what: str
    fingerprint: str
    at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class ToldExcesses:
    """What people were told of a plan beyond its limits, and when."""

    at: datetime
    excesses: tuple[Excess, ...]
