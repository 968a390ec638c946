"""A source: who the bot is there, its clock, how many requests are left, and whether the token travels safely."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from rules.model import Person
from rules.values import person_is
from sync.checkup.checks import Check, Place
from sync.engagement import Engagement
from sync.examination import Pulse

NOTICEABLE = timedelta(seconds=30)
TOO_MUCH = timedelta(minutes=4)  # connectors look 5 minutes further back than they must
LITTLE = 0.2  # of the limit
MOST_NAMES = 3


def identity(place: Place, bot: Person, engagements: Iterable[Engagement]) -> Check:
    """Say who the bot is; an account of the team would not be heard as a person (RULINGS S12, S16)."""
    who = f"the bot writes as {called(bot)}"
    if bot.is_app:
        return place.ok("identity", f"{who}, an app's account")
    roles = sorted({f"{role} of {one.name}" for one in engagements for role in _held_by(bot, one)})
    if not roles:
        return place.ok("identity", f"{who}, an account that holds no role")
    return place.warn(
        "identity",
        f"{who}, who is {', '.join(roles[:MOST_NAMES])}; comments and moves of the bot's account do not count as a person's",
        "Make an account for the bot alone, and give it a token of its own.",
    )


def _held_by(bot: Person, engagement: Engagement) -> list[str]:
    return [role for role, members in engagement.roles.items() if any(person_is(bot, one) for one in members)]


def called(person: Person) -> str:
    """Name a person by what is known: name and address, else account id."""
    known = person.email or person.id
    return f"{person.name} ({known})" if person.name and known else person.name or known or "an account without a name"


def transport(place: Place, url: str | None) -> Check:
    """Say how the token travels; an encrypted address that answered has shown a certificate that is trusted."""
    if url is None or url.casefold().startswith("https://"):
        return place.ok("tls", "its certificate is trusted")
    if is_this_machine(urlsplit(url).hostname or ""):
        return place.ok("tls", "plain http, on this machine only")
    return place.warn("tls", f"the token travels unencrypted to {url}", "Use an address that begins with https://.")


def is_this_machine(host: str) -> bool:
    """Tell whether what goes to a host never leaves this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def vital_signs(place: Place, pulse: Pulse | None) -> Iterator[Check]:
    """Judge clock and rate limit by what the answers told."""
    if pulse is not None:
        yield _clock(place, pulse)
        yield _headroom(place, pulse)


def _clock(place: Place, pulse: Pulse) -> Check:
    skew = pulse.skew
    if skew is None:
        return place.warn("clock", "its answers tell no time", "Compare the clocks by hand; they should agree.")
    if abs(skew) < NOTICEABLE:
        return place.ok("clock", "agrees with this machine's")
    said = f"is {_span(abs(skew))} {'ahead of' if skew > timedelta(0) else 'behind'} this machine's"
    fix = "Set this machine's clock by NTP."
    if abs(skew) < TOO_MUCH:
        return place.warn("clock", said, fix)
    return place.fail("clock", f"{said}, so that changes would be missed", fix)


def _span(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


def _headroom(place: Place, pulse: Pulse) -> Check:
    fix = "Wait for the limit to start anew, and look who else uses this token."
    if pulse.left is None or not pulse.limit:
        if pulse.is_near_limit:
            return place.warn("rate limit", "less than a fifth of its requests are left", fix)
        return place.ok("rate limit", "not near; it tells more only when it is")
    said = f"{pulse.left:,} of {pulse.limit:,} requests are left"
    if pulse.left < pulse.limit * LITTLE:
        return place.warn("rate limit", said, fix)
    return place.ok("rate limit", said)
