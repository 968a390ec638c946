"""What every connector reads, whichever tracker it speaks to."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.sandbox import Fault
from rules.values import fold
from sync.comment import MARKER
from sync.listing import Whereabouts
from sync.ports import BadAnswer, Missing, Needs, NotAuthorised, Refused, Unreachable
from tests.connectors.places import Can

EVERYTHING = Needs(
    {"Client name for it": None},
    comments=True,
    moves=True,
    links=True,
    children=True,
    checklists=True,
    attachments=True,
)


def names(tickets):
    return [ticket.title for ticket in tickets]


class TestAround:
    def test_the_bot_knows_itself_and_asks_only_once(self, desk, tracker):
        bot = tracker.identity()
        assert (bot.id, bot.name) == (desk.account("bot"), "Stageward")
        tracker.identity()
        assert tracker.calls.reads == 1

    def test_statuses_are_told_as_the_tracker_spells_them_each_once(self, place, desk, tracker):
        statuses = tracker.statuses(place.scope)
        assert desk.spelled("blocked") in statuses
        assert len(set(statuses)) == len(statuses)

    def test_the_words_of_a_scope_are_its_fields_statuses_types_and_labels(self, place, desk, tracker):
        desk.create(labels=("web",))
        words = tracker.words(place.scope)
        assert "Client name for it" in words.fields
        assert "Deliverable" in words.types
        assert "web" in words.labels
        assert "high" in map(fold, words.priorities)
        assert set(words.statuses) == set(tracker.statuses(place.scope))


class TestChanged:
    def test_the_first_reading_brings_every_ticket_once_however_short_the_pages(self, place, desk):
        place.shorten_pages()
        wanted = [f"Piece {number}" for number in range(place.page_size * 2 + 1)]
        for name in wanted:
            desk.create(name)
        assert sorted(names(place.read(Needs()))) == sorted(wanted)

    def test_an_empty_scope_brings_nothing(self, place):
        assert place.read(EVERYTHING) == []

    def test_later_readings_bring_only_what_changed(self, place, desk):
        old, new = desk.create("Old", days_ago=3), desk.create("New", days_ago=3)
        desk.say(new, "Something happened")
        assert {ticket.id for ticket in place.read(Needs(), datetime.now(UTC) - timedelta(hours=1))} == {desk.id(new)}
        assert {ticket.id for ticket in place.read(Needs())} == {desk.id(old), desk.id(new)}

    def test_what_is_known_at_its_change_time_is_not_told_again(self, place, desk):
        desk.create("Old")
        [old] = place.read(Needs())
        desk.create("New")
        assert names(place.read(Needs(), old.updated, known={old.id: old.updated})) == ["New"]

    def test_what_is_known_at_an_earlier_time_is_told(self, place, desk):
        desk.create("Old")
        [old] = place.read(Needs())
        known = {old.id: old.updated - timedelta(minutes=1)}
        assert names(place.read(Needs(), old.updated, known=known)) == ["Old"]

    def test_finished_tickets_and_parts_of_others_are_read(self, place, desk):
        whole, part = desk.create("Whole", status="delivered"), desk.create_part("Part")
        read = {ticket.id: ticket for ticket in place.read(EVERYTHING)}
        assert read[desk.id(whole)].done
        assert not read[desk.id(part)].done
        assert read[desk.id(part)].parent

    def test_a_change_while_pages_are_read_hides_no_other_ticket(self, place, desk):
        place.shorten_pages()
        wanted = [f"Piece {number:03}" for number in range(place.page_size * 2 + 1)]
        tickets = [desk.create(name, days_ago=200 - number) for number, name in enumerate(wanted)]
        pages = place.tracker.changed(place.scope, Needs(), None)
        read = [*next(pages)]
        desk.say(tickets[0], "A word")  # moves it to the other end
        desk.say(tickets[1], "Another word")
        read += [ticket for page in pages for ticket in page]
        read += place.read(Needs(), datetime.now(UTC) - timedelta(hours=1))
        assert set(names(read)) == set(wanted)

    def test_the_listing_holds_every_ticket_with_its_change_time(self, place, desk):
        place.shorten_pages()
        for number in range(place.page_size + 1):
            desk.create(f"Piece {number}")
        listed = {one.id: one.updated for page in place.tracker.listed(place.scope) for one in page}
        assert listed == {ticket.id: ticket.updated for ticket in place.read(Needs())}

    @pytest.mark.parametrize(
        "body", ["<html>Log in</html>", "null", "[]", "{}", '{"issues":[{}],"tasks":[{}],"total":1}']
    )
    def test_an_answer_of_another_form_is_a_bad_answer(self, place, body):
        place.read(EVERYTHING)  # names of fields are known from here on
        place.desk.fault(Fault(path_contains=place.desk.listing, times=None, status=200, body=body))
        with pytest.raises(BadAnswer):
            place.read(EVERYTHING)

    def test_a_reading_is_repeated_after_faults(self, place, desk, pauses):
        desk.create("Piece")
        place.read(Needs())
        desk.fault(Fault(path_contains=desk.listing, status=503, body="<html>"))
        desk.fault(Fault(path_contains=desk.listing, reset=True))
        desk.fault(Fault(path_contains=desk.listing, status=429, headers={"Retry-After": "3"}))
        assert names(place.read(Needs())) == ["Piece"]
        assert len(pauses) == 3

    def test_a_token_that_ran_out_is_told_as_such(self, place, desk):
        place.read(Needs())
        desk.fault(Fault(path_contains=desk.listing, status=401, body='{"err":"Token invalid","ECODE":"OAUTH_025"}'))
        with pytest.raises(NotAuthorised):
            place.read(Needs())

    def test_a_tracker_that_is_down_is_unreachable(self, place, desk):
        desk.fault(Fault(times=None, status=502, body="<html>Bad gateway</html>"))
        with pytest.raises(Unreachable):
            place.read(Needs())


class TestTicket:
    def test_a_ticket_is_told_whole(self, place, desk, tracker):
        ticket = desk.create("Login screens", labels=("web",), **{"Client name for it": "Logging in"})
        desk.say(ticket, "Looks good")
        told = tracker.ticket(desk.id(ticket), EVERYTHING)
        assert (told.title, told.status, told.type) == ("Login screens", desk.spelled("review"), "Deliverable")
        assert told.labels == ("web",)
        assert told.fields == {"Client name for it": "Logging in"}
        assert told.description.startswith("What is wanted, and how the client is going to use it.")
        assert told.assignee.id == desk.account(desk.author)
        assert told.estimate == 8
        assert [(one.name, len(one.items)) for one in told.checklists] == [("Self-assessment", 2)]
        assert [(comment.text, comment.author.id) for comment in told.comments] == [
            ("Looks good", desk.account(desk.colleague))
        ]
        assert tracker.comments(told.id) == told.comments

    def test_a_ticket_is_the_same_from_the_page_and_afresh(self, place, desk, tracker):
        ticket = desk.create()
        desk.say(ticket, "Looks good")
        desk.move(ticket, "complete")
        [paged] = place.read(EVERYTHING)
        assert tracker.ticket(paged.id, EVERYTHING) == paged

    def test_moves_are_told_or_told_to_be_unknown(self, place, desk, tracker):
        ticket = desk.create()
        desk.move(ticket, "complete")
        told = tracker.ticket(desk.id(ticket), EVERYTHING)
        if Can.TELL_MOVES in place.can:
            assert [(move.from_status, move.to_status, move.by.id) for move in told.moves] == [
                (desk.spelled("review"), desk.spelled("complete"), desk.account(desk.author))
            ]
        else:
            assert told.moves == ()
            assert told.unseen["moves"]

    def test_every_line_somebody_writes_is_a_line_he_says(self, desk, tracker):
        ticket = desk.create()
        desk.say(ticket, "/waive rule\nplain words")
        [comment] = tracker.comments(desk.id(ticket))
        assert comment.lines == ("/waive rule", "plain words")

    def test_one_that_is_gone_is_missing(self, desk, tracker):
        ticket = desk.create()
        ticket_id = desk.id(ticket)
        desk.delete(ticket)
        with pytest.raises(Missing):
            tracker.ticket(ticket_id, Needs())

    def test_a_ticket_is_found_here_or_gone(self, place, desk, tracker):
        kept, deleted = desk.create(), desk.create()
        ids = [desk.id(kept), desk.id(deleted)]
        desk.delete(deleted)
        assert [tracker.find(place.scope, one).whereabouts for one in ids] == [Whereabouts.HERE, Whereabouts.GONE]

    def test_a_ticket_may_be_elsewhere(self, place, desk, tracker):
        assert tracker.find(desk.elsewhere, desk.id(desk.create())).whereabouts is Whereabouts.ELSEWHERE


class TestStickyComment:
    def test_the_bots_own_oldest_one_with_the_marker_is_found_behind_many_pages(self, desk, tracker):
        ticket = desk.create()
        desk.say(ticket, f"{MARKER}, says a person")
        for number in range(120):
            desk.say(ticket, f"talk {number}")
        desk.say(ticket, "something else", "bot")
        own = desk.say(ticket, f"All hold\n{MARKER}", "bot")
        desk.say(ticket, MARKER, "bot")
        assert tracker.sticky_comment(desk.id(ticket), MARKER).id == own

    def test_where_there_is_none_there_is_none(self, desk, tracker):
        ticket = desk.create()
        desk.say(ticket, MARKER)
        assert tracker.sticky_comment(desk.id(ticket), MARKER) is None


class TestMembers:
    def test_who_holds_a_role_or_is_in_a_group_is_told_once_for_a_while(self, place, desk, tracker):
        people = tracker.members(place.scope, "delivery lead")
        assert {one.id for one in people} == {desk.account(who) for who in desk.leads}
        reads = tracker.calls.reads
        assert tracker.members(place.scope, "Delivery Lead") == people
        assert tracker.calls.reads == reads

    def test_a_role_or_group_that_is_not_there_is_missing(self, place, tracker):
        with pytest.raises(Missing):
            tracker.members(place.scope, "Nobody")

    def test_nothing_is_guessed_where_the_bot_may_not_ask(self, place, desk, tracker):
        desk.fault(Fault(path_contains=desk.holders, times=None, status=403, body="{}"))
        with pytest.raises((NotAuthorised, Refused)):
            tracker.members(place.scope, "Delivery Lead")
