"""Two bots of one account that know nothing of one another (edge case 86): one comment stays, the oldest."""

from shutil import copytree

from connectors.sandbox import Fault
from sync.comment import MARKER
from tests.sync.commands_apart import Apart
from tests.sync.desks import EVERY

TRACKERS = EVERY


def other_bot_writes_first(desk, ticket):
    """Another bot's first comment gets there while ours is on its way."""
    desk.meanwhile(
        lambda: desk.say(ticket, f"{MARKER}: 1 check needs attention.", "bot"),
        meant=desk.is_write,
    )


def test_who_comes_second_takes_its_own_comment_back(house, desk):
    ticket = desk.create(labels=("web",))
    other_bot_writes_first(desk, ticket)
    house.sync()
    (left,) = desk.ours(ticket)
    assert left.text == f"{MARKER}: 1 check needs attention."
    assert desk.labels(ticket) == ["web", "gate:blocked"]
    assert desk.status(ticket) == "blocked"


def test_from_then_on_both_edit_the_one_that_stayed(house, desk):
    ticket = desk.create()
    other_bot_writes_first(desk, ticket)
    house.sync()
    desk.tick(ticket)
    house.sync()
    house.sync()
    assert len(desk.ours(ticket)) == 1
    assert house.plan().actions == ()


def test_where_it_may_not_be_deleted_the_rest_is_done_all_the_same(house, desk):
    ticket = desk.create()
    other_bot_writes_first(desk, ticket)
    desk.fault(Fault(method="DELETE", status=403, body='{"errorMessages": ["No"], "err": "No", "ECODE": "X"}'))
    account = house.cycle()
    assert account.exit_code == 0
    assert desk.status(ticket) == "blocked"
    assert len(desk.ours(ticket)) == 2


def test_two_processes_with_stores_of_their_own_end_with_one_comment(house, desk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("other") / "config"
    copytree(house.config.parent, folder, ignore=lambda _folder, names: {n for n in names if ".db" in n})
    with Apart(house.config) as one, Apart(folder / house.config.name) as two:
        for _ in range(3):
            ticket = desk.create()
            for bot in (one, two):
                bot.begin("sync", "--engagement", desk.engagement)
            assert {one.end(), two.end()} <= {0, 1}  # a move that the other one made meanwhile is a failed one
            assert len(desk.ours(ticket)) == 1
            assert desk.status(ticket) == "blocked"
