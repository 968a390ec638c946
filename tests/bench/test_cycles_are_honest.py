"""What the benchmarks of cycles, writing back and mails compare does the same work."""

from email import message_from_bytes, policy

import pytest

from sync.clients.letters import Envelope
from sync.engagement import Mode
from sync.render.letters import render
from sync.render.mail import message
from tests.bench import cycle, floor, mails, ours, writeback
from tests.bench.busy_jira import serving

TICKETS = 230


@pytest.fixture(scope="module")
def busy_jira():
    with serving(TICKETS) as url:
        yield url


def found_by(way, url, folder):
    """What stands after each phase."""
    with way.opened(url, folder) as cycles:
        return {phase: cycles.findings() for phase, _ in cycle.lived_through(cycles, url, cycle.PHASES)}


def test_floor_and_cycle_find_the_same_in_every_phase(busy_jira, tmp_path):
    least, found = found_by(floor, busy_jira, tmp_path), found_by(ours, busy_jira, tmp_path)
    assert least == found
    assert {sum(one.values()) for one in found.values()} == {TICKETS * 41}
    assert min(found["first"][outcome] for outcome in ("fail", "pass", "pending", "unknown", "not_applicable")) > 0


def test_what_changes_at_the_site_changes_what_is_found(busy_jira, tmp_path):
    found = found_by(floor, busy_jira, tmp_path)
    assert found["first"] == found["again"] != found["changed"] == found["idle"] == found["touched"]


def test_a_message_written_by_hand_reads_as_ours_does():
    rendered = render(mails.letters(1)[0])
    envelope = Envelope(mails.POLICY.sender, ("ana@client.example",), "<1@acme.example>", mails.MONDAY.timestamp())
    by_hand, whole = (
        message_from_bytes(one, policy=policy.default)
        for one in (mails.by_hand(rendered, 1), message(rendered, envelope))
    )
    for kind in ("plain", "html"):
        bodies = {one.get_body((kind,)).get_content().replace("\r\n", "\n").strip() for one in (by_hand, whole)}
        assert bodies == {getattr(rendered, {"plain": "text", "html": "html"}[kind]).strip()}
    assert [by_hand[name] == whole[name] for name in ("From", "To", "Subject", "Message-ID")] == [True] * 4


@pytest.mark.parametrize(
    ("tracker", "mode", "writes", "plain_writes"),
    [("jira", Mode.ADVISE, 1, 2), ("jira", Mode.ENFORCE, 2, 3), ("clickup", Mode.ADVISE, 2, 2)],
)
def test_a_ticket_takes_few_writes(tracker, mode, writes, plain_writes):
    with writeback.place(tracker, 3, latency=0.0) as here:
        assert writeback.ours(here, mode).writes == 3 * writes
    with writeback.place(tracker, 3, latency=0.0) as here:
        assert writeback.plainly(here, mode).writes == 3 * plain_writes
