"""What keeps a notice from going out at the very last moment, and when gathered ones go. Pure."""

from datetime import UTC, datetime, timedelta

from rules.calendar import Calendar
from rules.values import fold
from sync.engagement import Client, Engagement, MailMode, MailPolicy
from sync.remembered import OutboxEntry


def is_ours(address: str, mail: MailPolicy) -> bool:
    """Tell whether an address is one of the team's: their mail goes to nobody else and waits for nobody."""
    return fold(address) in {fold(one) for one in mail.team.values()}


def barred(address: str, mail: MailPolicy) -> str | None:
    """Say why an address gets nothing at all; None where it may."""
    domain = address.rpartition("@")[2]
    if is_ours(address, mail) or fold(domain) in {fold(one) for one in mail.allow_domains}:
        return None
    return f"{domain} is not among mail.allow_domains; add it there, or correct the contact, then release the notice"


def to_be_released(entry: OutboxEntry, mail: MailPolicy, *, is_new: bool) -> str | None:
    """Say why a person has to release a notice first; `is_new` where a recipient never had mail."""
    if entry.released is not None or all(is_ours(address, mail) for address in entry.to):
        return None
    if mail.mode is not MailMode.SEND:
        return "mail.mode is hold: a person releases each notice"
    if is_new and mail.first_contact is MailMode.HOLD:
        return "it is the first mail to a contact: a person releases it"
    return None


def asleep_until(entry: OutboxEntry, mail: MailPolicy, now: datetime) -> datetime | None:
    """Return when the client's sending hours begin; None where it may go now. What a person released goes at once,
    what the team gets too."""
    window = mail.windows.get(entry.engagement)
    if window is None or entry.released is not None or all(is_ours(address, mail) for address in entry.to):
        return None
    opens = window.moment_after(now, 0)
    return opens if opens > now else None


def asleep(entry: OutboxEntry, mail: MailPolicy, opens: datetime) -> str:
    """Say that it waits for the client's morning."""
    zone = mail.windows[entry.engagement].zone
    return f"waits for the client's sending hours, {opens.astimezone(zone):%A %Y-%m-%d %H:%M} ({zone.key})"


NEVER_GATHERED = frozenset({"formal-escalation"})
MOST_DAYS = 371  # looked at for the next digest: 53 weeks


def is_gathered(kind: str, engagement: Engagement) -> bool:
    """Tell whether a kind of notice waits for the client's digest."""
    return engagement.client.mail.digest is not None and kind not in NEVER_GATHERED


def next_digest(after: datetime, hours: Calendar, rhythm: str) -> datetime:
    """Return the first moment later than `after` at which gathered notices go together: when the client's sending
    hours begin, `daily` on a sending day, or `weekly` on the first one of a week, which begins on Monday. The farthest
    moment there is where none comes within a year."""
    day = hours.after(hours.day(after) - timedelta(days=1), 1)
    for _ in range(MOST_DAYS):
        if not hours.is_working(day):  # there is none in fifty years
            break
        opens, _closes = hours.opening(day)
        is_first = hours.after(day, -1).isocalendar()[:2] != day.isocalendar()[:2]
        if opens > after and (rhythm == "daily" or is_first):
            return opens
        day = hours.after(day, 1)
    return datetime.max.replace(tzinfo=UTC)


def is_time_for(gathered: datetime, client: Client, now: datetime) -> bool:
    """Tell whether a notice gathered at a moment goes by now; where the client gets no digest any more, at once."""
    rhythm = client.mail.digest
    return rhythm is None or next_digest(gathered, client.sending_hours, rhythm) <= now
