"""What every connector writes, whichever tracker it speaks to."""

import pytest

from connectors.sandbox import Fault
from sync.comment import MARKER, Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment, plain_text
from sync.ports import Edit, Missing, Needs, OutcomeUnknown, Refused
from tests.connectors.places import Can

HOSTILE = (
    "{code}rm -rf{code}", "[~ana] [~accountid:1] @ana @here", "h1. Big", "bq. said", "* item", "# one", "----",
    "*bold* _em_ -gone- +new+ ^up^ ~down~ ??cite??", "[click|https://evil.example]", "!https://evil.example/x.png!",
    "||a||b|| |c|", "{color:red}red{color} {panel}p{panel} {quote}q{quote}", "C:\\temp\\x \\\\server\\share", "\\{x\\}",
    "&#123;code&#125; &amp; &lt;b&gt; <script>alert(1)</script>", "(x) (/) :) ;)", "a\tb", "ünï ☂ \U0001f600 שלום",
    "{{mono}} {*}b{*} `tick` **md** [md](https://evil.example)", "APO-12 2026-03-09 a_b_c x*y 5-7", "- dash", "{",
)  # fmt: skip


@pytest.fixture
def ticket(desk):
    return desk.create(labels=("web", "beta"))


@pytest.fixture
def edit(desk, tracker, ticket):
    return lambda **parts: tracker.edit(Edit(desk.id(ticket), ticket, **parts))


class TestEdit:
    def test_labels_come_and_go_and_the_others_stay_in_their_order(self, desk, ticket, edit):
        edit(add_labels=("gate:blocked", "gate:waived"))
        edit(remove_labels=("gate:blocked",))
        assert desk.labels(ticket) == ["web", "beta", "gate:waived"]

    def test_a_label_that_is_there_comes_no_second_time_and_one_that_is_not_cannot_go(self, desk, ticket, edit):
        edit(add_labels=("web",), remove_labels=("gone",))
        assert desk.labels(ticket) == ["web", "beta"]

    def test_labels_and_a_first_comment_are_written_in_as_few_requests_as_can_be(
        self, place, desk, ticket, edit, sticky
    ):
        receipt = edit(add_labels=("gate:blocked",), remove_labels=("web",), comment=sticky())
        assert desk.labels(ticket) == ["beta", "gate:blocked"]
        [own] = desk.ours(ticket)
        assert receipt.comment_id == own.id
        assert len(desk.writes()) == (1 if Can.WRITE_AT_ONCE in place.can else 3)

    def test_the_receipt_holds_the_change_time_or_none(self, place, desk, ticket, edit, tracker):
        receipt = edit(add_labels=("gate:blocked",))
        after = tracker.ticket(desk.id(ticket), Needs()).updated
        assert receipt.updated == (after if Can.TELL_THE_CHANGE_TIME in place.can else None)

    def test_a_comment_is_edited_in_place(self, desk, tracker, ticket, edit, sticky):
        edit(comment=sticky("1 check fails"))
        [first] = desk.ours(ticket)
        receipt = edit(comment=sticky("All hold"), comment_id=tracker.sticky_comment(desk.id(ticket), MARKER).id)
        [second] = desk.ours(ticket)
        assert second.id == first.id == receipt.comment_id
        assert "All hold" in second.text

    def test_an_edit_of_nothing_asks_nothing(self, place, ticket, edit):
        edit()
        assert len(place.desk.service.log) == 0

    def test_a_comment_that_is_gone_is_missing(self, desk, ticket, edit, sticky):
        edit(comment=sticky())
        [own] = desk.ours(ticket)
        desk.delete_comment(ticket, own.id)
        with pytest.raises(Missing):
            edit(comment=sticky("All hold"), comment_id=own.id)

    def test_a_ticket_that_is_gone_is_missing(self, desk, tracker, ticket, sticky):
        gone = Edit(desk.id(ticket), ticket, ("gate:blocked",), comment=sticky())
        desk.delete(ticket)
        with pytest.raises(Missing):
            tracker.edit(gone)

    def test_a_label_the_tracker_does_not_take_keeps_nothing_else_back(self, place, desk, ticket, edit, sticky):
        change = {"add_labels": ("gate:with space", "gate:blocked"), "comment": sticky()}
        if Can.KEEP_SIGNS in place.can:
            edit(**change)
        else:
            with pytest.raises(Refused, match="spaces"):
                edit(**change)
        expected = ["gate:with space"] if Can.KEEP_SIGNS in place.can else []
        assert desk.labels(ticket) == ["web", "beta", *expected, "gate:blocked"]
        assert len(desk.ours(ticket)) == 1

    def test_capitals_of_a_label_are_kept_or_made_small(self, place, desk, ticket, edit):
        edit(add_labels=("Gate:Blocked",))
        assert desk.labels(ticket)[-1] == ("Gate:Blocked" if Can.KEEP_CAPITALS in place.can else "gate:blocked")

    def test_where_the_answer_to_a_comment_is_lost_it_is_found_and_not_written_twice(
        self, desk, tracker, ticket, edit, sticky
    ):
        desk.fault(Fault(when="after_write", reset=True, **desk.requests.first_comment))
        with pytest.raises(OutcomeUnknown):
            edit(comment=sticky())
        [own] = desk.ours(ticket)
        assert tracker.sticky_comment(desk.id(ticket), MARKER).id == own.id


class TestMove:
    def test_a_ticket_moves_to_a_status_however_it_is_spelled(self, desk, tracker, ticket):
        tracker.move(desk.id(ticket), ticket, "  bLoCkEd ")
        assert desk.status(ticket) == "blocked"
        assert len(desk.writes()) == 1

    def test_the_receipt_of_a_move_holds_the_change_time(self, desk, tracker, ticket):
        receipt = tracker.move(desk.id(ticket), ticket, "Blocked")
        assert receipt.updated == tracker.ticket(desk.id(ticket), Needs()).updated

    def test_a_status_that_is_not_there_is_refused_with_those_that_are(self, desk, tracker, ticket):
        with pytest.raises(Refused) as raised:
            tracker.move(desk.id(ticket), ticket, "Nirvana")
        assert desk.spelled("blocked") in raised.value.answer
        assert desk.writes() == []

    def test_a_status_no_way_leads_to_is_refused_where_there_are_walls(self, place, desk, tracker):
        risk = desk.create_risk()
        if Can.WALL_OFF in place.can:
            with pytest.raises(Refused, match="Closed"):
                tracker.move(desk.id(risk), risk, desk.spelled("blocked"))
            assert desk.writes() == []
        else:
            tracker.move(desk.id(risk), risk, desk.spelled("blocked"))
            assert desk.status(risk) == "blocked"

    def test_a_ticket_that_is_gone_is_missing(self, desk, tracker, ticket):
        ticket_id = desk.id(ticket)
        desk.delete(ticket)
        with pytest.raises(Missing):
            tracker.move(ticket_id, ticket, "Blocked")


class TestHostileText:
    def test_a_text_in_a_comment_is_only_text(self, desk, tracker):
        for text in HOSTILE:
            ticket = desk.create()
            tracker.edit(Edit(desk.id(ticket), ticket, comment=whole(text)))
            [seen], [read] = desk.ours(ticket), tracker.comments(desk.id(ticket))
            assert (words(text), words(seen.text).count(words(text)) >= 6) == (words(text), True)
            assert (words(text), words(read.text).count(words(text)) >= 6) == (words(text), True)
            assert desk.mentioned(ticket) == []

    def test_a_text_people_write_is_read_as_they_see_it(self, desk, tracker, ticket):
        for text in HOSTILE:
            desk.say(ticket, text)
        read, seen = tracker.comments(desk.id(ticket)), desk.comments(ticket)
        assert [words(one.text) for one in read] == [words(one.text) for one in seen]

    def test_somebody_is_mentioned_only_where_that_is_asked_for(self, desk, ticket, edit):
        account = desk.account(desk.author)
        edit(
            comment=StickyComment((Paragraph((Run("Bo", mention=account), Run(": your turn"))), Footer((Run(MARKER),))))
        )
        assert desk.mentioned(ticket) == [account]

    def test_a_very_long_comment_is_shortened_and_keeps_its_marker(self, desk, tracker, ticket, edit):
        lines = tuple((Run(f"check {number} " + "é{*_" * 40),) for number in range(1500))
        edit(comment=StickyComment((Headline("info", (Run("Many"),)), Fold("Checks", lines), Footer((Run(MARKER),)))))
        assert len(desk.ours(ticket)) == 1
        assert tracker.sticky_comment(desk.id(ticket), MARKER).id == desk.ours(ticket)[0].id


def words(text):
    return " ".join(text.replace("\u2060", "").split())


def whole(text):
    """A comment with the text in every kind of block and style."""
    runs = tuple(run for style in ("plain", "strong", "quiet", "code") for run in (Run(text, style), Run(" and ")))
    comment = StickyComment(
        (
            Headline("error", runs),
            Points((Point("BLOCKS", "error", (Run(text),), (Run(text),)),)),
            Paragraph((Run(text, href="https://acme.example/a?b=[c]|d"),)),
            Fold("More", ((Run(text),),)),
            Footer((Run(MARKER), Run(" · "), Run(text))),
        )
    )
    assert text.split()[0] in plain_text(comment)
    return comment
