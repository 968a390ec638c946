"""A process that puts digests together is killed after every transaction of its store in turn: each contact has
everything once, or it is shown as stuck."""

from itertools import count

from state.open import open_store
from tests.post.digesting import TUESDAY, write
from tests.post.gathering_apart import lives
from tests.post.rooms import ANA, BO, PostRoom


def each_has_all_once(room, got):
    entries = room.store.outbox()
    assert sorted(entry.kind for entry in entries) == ["delay", "digest", "milestone", "milestone"]
    assert {entry.state for entry in entries} <= {"sent", "stuck"}
    assert len(got) == len(set(got))
    reached = {one.address for entry in entries for one in room.store.mail.deliveries(entry.id) if one.state == "sent"}
    assert reached <= set(got)
    shown = {one.address for entry in entries for one in room.store.mail.deliveries(entry.id) if one.state == "stuck"}
    assert reached | shown == {ANA, BO}
    assert not reached & shown


def test_after_every_transaction(box, tmp_path):
    for commits in count(1):
        with open_store(f"sqlite:///{tmp_path / f'{commits}.db'}") as store:
            room = PostRoom(store, box)
            before = len(box.messages)
            write(room, 1)
            write(room, 2, "delay")
            room.clock.at = TUESDAY
            if lives(room, commits):
                break
            assert lives(room, None)
            each_has_all_once(room, [mail.recipients[0] for mail in box.messages[before:]])
    assert commits > 6, "it did not die often enough to show anything"
