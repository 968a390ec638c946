"""Benchmark: 2,000 notices on their way to clients, beside the least that building and sending takes.

    python -m tests.bench.mails [NOTICES]

Prints the CPU time of the sending process as multiples of the least: every letter worded once with templates that
were compiled once, every message built once by hand, one connection. What we do beside it is an outbox on disk, in
which every message stands before it goes, and every delivery before and after it went, so that none is lost or sent
twice. The mail server is a process of its own.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path
from quopri import encodestring
from smtplib import SMTP
from statistics import median
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from threading import Event
from time import process_time

from connectors.sandbox.mailbox import Mailbox
from connectors.smtp import Smtp
from state.open import open_store
from sync.clients.letters import MilestoneSummary
from sync.engagement import Client, Contact
from sync.mailing.personal import address_of
from sync.mailing.post import Draft, entry_for, send_ready
from sync.render.letters import render
from sync.render.page import Rendered
from sync.render.samples import LETTERS
from tests.post.rooms import APOLLO, MAIL, MONDAY, Clock

ROUNDS = 5
WORDED, BUILT, SENT = "worded", "built and queued", "sent"
PEOPLE = replace(
    APOLLO, client=Client("Apollo Bank", contacts=(Contact("Ana", "ana@client.example", ("milestones",)),))
)
POLICY = replace(MAIL, most=1_000_000)
Steps = dict[str, float]


@contextmanager
def mail_server() -> Iterator[int]:
    """Run a mail server in a process of its own; yields its port."""
    with Popen([sys.executable, "-m", "tests.bench.mails", "--serve"], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def serve() -> None:
    mailbox = Mailbox()
    mailbox.start()
    sys.stdout.write(f"{mailbox.port}\n")
    sys.stdout.flush()
    Event().wait()


def letters(count: int) -> list[MilestoneSummary]:
    """Return different letters of the usual size."""
    like = LETTERS["milestone"]
    assert isinstance(like, MilestoneSummary)
    first, *others = like.milestones
    return [replace(like, milestones=(replace(first, name=f"Piece {number}"), *others)) for number in range(count)]


def by_hand(rendered: Rendered, number: int) -> bytes:
    """Write a message of two parts with all its headers, the way an application does that trusts everything."""
    parts = b"".join(
        b"--=_%d\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n"
        % (number, kind, encodestring(text.encode()).replace(b"\n", b"\r\n"))
        for kind, text in ((b"plain", rendered.text), (b"html", rendered.html))
    )
    head = (
        f"From: {POLICY.sender}\r\nTo: ana@client.example\r\nSubject: {rendered.subject}\r\n"
        f"Date: {format_datetime(MONDAY)}\r\nMessage-ID: <{number}@acme.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="=_{number}"\r\n\r\n'
    )
    return head.encode() + parts + b"--=_%d--\r\n" % number


def least(told: list[MilestoneSummary], port: int) -> Steps:
    took, clock = {}, _Steps()
    rendered = [render(one) for one in told]
    took[WORDED] = clock.passed()
    messages = [by_hand(one, number) for number, one in enumerate(rendered)]
    took[BUILT] = clock.passed()
    with SMTP("127.0.0.1", port) as connection:
        for message in messages:
            connection.sendmail(address_of(POLICY), ["ana@client.example"], message)
    took[SENT] = clock.passed()
    return took


def ours(told: list[MilestoneSummary], port: int) -> Steps:
    with TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder) / 'stageward.db'}") as store:
        took, clock = {}, _Steps()
        rendered = [render(one) for one in told]
        took[WORDED] = clock.passed()
        for number, one in enumerate(rendered):
            draft = Draft("milestone", "milestones", f"{number:012}", one)
            entry = entry_for(draft, PEOPLE, POLICY, store, MONDAY)
            assert entry is not None
            assert store.queue(entry, PEOPLE.name, ())
        took[BUILT] = clock.passed()
        sent = send_ready(store, Smtp("127.0.0.1", port), POLICY, Clock(MONDAY))
        took[SENT] = clock.passed()
        assert [one.state for one in sent] == ["sent"] * len(told)
    return took


class _Steps:
    """Tells the CPU seconds of this process since it was asked last."""

    def __init__(self) -> None:
        self._at = process_time()

    def passed(self) -> float:
        before, self._at = self._at, process_time()
        return self._at - before


WAYS: dict[str, Callable[[list[MilestoneSummary], int], Steps]] = {"least": least, "ours": ours}


def main(count: int) -> None:
    """Measure and print. Ratios are those within a round, medians of all rounds."""
    told = letters(count)
    with mail_server() as port:
        render(told[0])  # compiles the templates
        took = [{name: way(told, port) for name, way in WAYS.items()} for _ in range(ROUNDS)]
    sys.stdout.write(f"{count:,} notices, CPU of the sending process\n{'':20}   least     ours    ratio\n")
    for step in (WORDED, BUILT, SENT):
        _print(step, [(one["least"][step], one["ours"][step]) for one in took], count)
    _print("all", [(sum(one["least"].values()), sum(one["ours"].values())) for one in took], count)


def _print(step: str, took: list[tuple[float, float]], count: int) -> None:
    least_ms, ours_ms = (median(each) / count * 1000 for each in zip(*took, strict=True))
    ratio = median(mine / floor for floor, mine in took)
    sys.stdout.write(f"{step:20}{least_ms:6.2f}ms {ours_ms:6.2f}ms {ratio:6.2f} x\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve()
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 2_000)
