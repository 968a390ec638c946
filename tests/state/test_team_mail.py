"""What the store remembers of the team's own mail."""

from datetime import UTC, datetime

from sync.remembered import OutboxEntry
from sync.team.digest_parts import Facts, Matter
from sync.team.store import KeptDigest
from sync.team.streaks import Streak

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FACTS = Facts("at_risk", {Matter.BLOCKED: {"7": "APO-7"}})
ENTRY = OutboxEntry("one", "key", "", "team-digest", ("pm@acme.example",), "Daily digest", b"", "ready", NOW)
KEPT = KeptDigest("pm@acme.example", "daily", "apollo", NOW, FACTS)


def test_a_digest_is_kept_together_with_its_mail_and_only_once(store):
    assert store.mail.team.keep_digests([KEPT], ENTRY)
    assert store.mail.team.digests("PM@acme.example") == [KEPT]
    assert [one.id for one in store.outbox()] == ["one"]
    later = KeptDigest("pm@acme.example", "daily", "apollo", NOW.replace(hour=10), Facts("on_track"))
    assert not store.mail.team.keep_digests([later], ENTRY)
    assert store.mail.team.digests("pm@acme.example") == [KEPT]
    assert store.mail.team.keep_digests([later], None)
    assert store.mail.team.digests("pm@acme.example") == [later]


def test_streaks_are_kept_until_they_are_over(store):
    streak = Streak("apollo", NOW, 3, "the tracker is not reachable", told=True)
    store.mail.team.keep_streaks({"apollo": streak, "lumen": None}, [ENTRY])
    assert store.mail.team.streaks() == {"apollo": streak}
    assert [one.id for one in store.outbox()] == ["one"]
    store.mail.team.keep_streaks({"apollo": None})
    assert store.mail.team.streaks() == {}
