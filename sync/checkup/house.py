"""The installation itself: secrets, packs, the state store, the mail server."""

from collections.abc import Iterable, Iterator, Sequence

from rules.pack import Pack
from sync.checkup.checks import Check, Place
from sync.checkup.source import is_this_machine
from sync.checkup.troubles import trouble
from sync.engagement import MailMode, MailPolicy
from sync.examination import MailServer, Secret, ServerFacts, StoreFacts
from sync.ports import NotAuthorised, PortError, Refused

LITTLE_ROOM = 1 << 30  # bytes
NO_ROOM = 64 << 20
SLOW_ANSWER = 0.01  # seconds; within one machine room it is a tenth of that
MAIL = Place("mail")
LOGIN = "the login"
SENDER = "the sender"


def secrets(given: Iterable[Secret]) -> Iterator[Check]:
    """Tell which secrets are set, by name."""
    place = Place("secrets")
    for one in given:
        if one.is_set:
            yield place.ok(one.variable, "is set")
        elif one.is_needed:
            fix = f"Set {one.variable}, or {one.variable}_FILE, or put a file of that name into the secrets folder."
            yield place.fail(one.variable, "is not set, or its file cannot be read", fix)
        else:
            yield place.ok(one.variable, "is not set, and nothing needs it")


def packs(used: Sequence[Pack], warnings: int) -> Iterator[Check]:
    """Tell which packs were loaded, and whether `check` has something to say."""
    place = Place("packs")
    for pack in used:
        count = len(pack.rules) + sum(len(stage.entry) + len(stage.exit) for stage in pack.stages)
        yield place.ok(pack.name, f"{count} rules, {len(pack.stages)} stages")
    if warnings:
        told = "1 warning" if warnings == 1 else f"{warnings} warnings"
        yield place.warn("configuration", f"check has {told}", "Run stageward check to see what it is.")


def store(facts: StoreFacts) -> Iterator[Check]:
    """Judge the opened store."""
    place = Place("state")
    yield place.ok("store", f"{facts.place} opens and can be written; its tables are at version {facts.version}")
    if facts.server is not None:
        yield from _server(place, facts.server)
    if facts.free is None:
        return
    room = f"{facts.free / (1 << 30):.1f} GiB are free on its disk"
    fix = "Free some space on this disk, or name another place under state: url."
    if facts.free < NO_ROOM:
        yield place.fail("disk", room, fix)
    elif facts.free < LITTLE_ROOM:
        yield place.warn("disk", room, fix)
    else:
        yield place.ok("disk", "has room enough")


def _server(place: Place, server: ServerFacts) -> Iterator[Check]:
    told = f"PostgreSQL {server.version}; the database has {server.size / (1 << 20):.0f} MiB"
    yield place.ok("server", told)
    took = f"a question takes {server.latency * 1000:.1f} ms"
    if server.latency > SLOW_ANSWER:
        fix = "Move the database and Stageward into one network: every cycle asks thousands of questions, one after another."
        yield place.warn("latency", took, fix)
    else:
        yield place.ok("latency", took)


def no_mail(policy: MailPolicy | None, server: MailServer | None) -> Check | None:
    """Return the line that says why no mail server is asked; None where one is."""
    if policy is None or policy.mode is MailMode.OFF:
        return MAIL.ok("server", "mail is off")
    if server is None:
        return MAIL.fail("server", "no mail server is named", "Write mail: smtp: {host: …} in the configuration.")
    return None


def mail(server: MailServer, sender: str, error: PortError | None) -> Iterator[Check]:
    """Judge the mail server by how far a message came before it would have named a recipient."""
    where = f"{server.host}:{server.port}"
    if error is not None and not _came_to(error, LOGIN, SENDER):
        yield _unreached(where, server, error)
        return
    yield MAIL.ok("server", f"{where} answers")
    yield _transport(where, server)
    if error is not None and _came_to(error, LOGIN):
        fix = "Correct STAGEWARD_SMTP_USER and STAGEWARD_SMTP_PASSWORD; some servers take a login only after STARTTLS."
        yield MAIL.fail("login", _answer(error), fix)
        return
    yield MAIL.ok("login", "is accepted" if server.logs_in else "none is given, and none was asked for")
    if error is None:
        yield MAIL.ok("sender", f"{sender} is accepted; no mail was sent")
    else:
        fix = "Write an address under mail: from: that this server lets the bot use."
        yield MAIL.fail("sender", f"{sender} is refused: {_answer(error)}", fix)


def _came_to(error: PortError, *steps: str) -> bool:
    return isinstance(error, NotAuthorised | Refused) and error.what in steps


def _unreached(where: str, server: MailServer, error: PortError) -> Check:
    if isinstance(error, Refused) and server.is_encrypted:
        fix = (
            "Use a server or port that offers STARTTLS, or set mail: smtp: starttls: false if mail may travel in clear."
        )
        return MAIL.fail("server", f"{where} answers, and STARTTLS fails: {_answer(error)}", fix)
    fix = "Check mail: smtp: host and port, and that this machine may reach them."
    return trouble(MAIL, "server", error, fix)


def _transport(where: str, server: MailServer) -> Check:
    if server.is_encrypted:
        return MAIL.ok("starttls", "mail travels encrypted")
    if is_this_machine(server.host):
        return MAIL.ok("starttls", "is off, on this machine only")
    fix = "Set mail: smtp: starttls: true."
    return MAIL.warn("starttls", f"mail and login travel unencrypted to {where}", fix)


def _answer(error: PortError) -> str:
    match error:
        case NotAuthorised(_, _, answer) | Refused(_, _, _, answer):
            return answer or "the server says no"
    return str(error)
