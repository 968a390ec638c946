"""What the store keeps for the board: requests of people, and what the last cycle found."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from sync.pages.board_facts import (
    DateMove,
    Detail,
    EngagementFacts,
    EscalationLine,
    FailingRule,
    HealthFacts,
    MilestoneLine,
    RiskLine,
    RuleLine,
    StageLine,
    Summary,
    TicketLine,
    WaiverLine,
)
from sync.pages.request import HOLD_NOTICE, RELEASE_NOTICE, Wish
from sync.ports import Missing

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
WISH = Wish(RELEASE_NOTICE, "apollo", "n1", "Ana Lima", {"signed_in": "password"})
DAY = date(2026, 3, 9)
SUMMARY = Summary(
    "apollo", "Apollo Bank", "acme-jira", "enforce", "Europe/Berlin", NOW, HealthFacts("on_track", "All well.", DAY),
    "project", 3, 1, {"clear": 3}, 1, 1, DAY, ("One ticket could not be read.",),
    timedelta(hours=1),
)  # fmt: skip
FACTS = EngagementFacts(
    SUMMARY,
    Detail(
        tickets=(
            TicketLine(
                "1", "APO-1", "Login ✓", "Story", "Review", "blocked", NOW, "https://acme.example/APO-1", True, "Bo",
                DAY, True, {"work-item": "Review"},
                (FailingRule("r", "fail", "block", NOW, "entry of Review", "empty", "filled in"),),
            ),
        ),
        stages=(StageLine("work-item", "Review", "Lead", "2 working days", ("r",), ("s",)),),
        risks=(RiskLine("APO-2", "Slips", "High", "Low", "Begin early.", "Ana"),),
        milestones=(
            MilestoneLine(
                "APO-3", "Beta", "Milestone", "Review", DAY, DAY, DAY, 0.7, 12, 3, DAY, (DateMove(NOW, "late", None, DAY),)
            ),
        ),
        escalations=(EscalationLine("APO-1", "ladder", "Internal review", 1, 3, "Next.", NOW),),
        waivers=(WaiverLine("APO-1", "r", DAY, "dana@acme.example", "agreed"),),
    ),
    (RuleLine("r", "work-item", "Says.", "block", "entry of Review", "lead", "reliability", outcomes={"fail": 2}),),
)  # fmt: skip


def test_what_a_cycle_found_comes_back_as_it_was(open_again):
    open_again().board.keep(FACTS)
    assert open_again().board.facts("apollo") == FACTS


def test_nothing_is_found_before_the_first_cycle(store):
    assert store.board.facts("apollo") is None


def test_only_the_newest_is_kept(store):
    store.board.keep(FACTS)
    store.board.keep(EngagementFacts(SUMMARY))
    assert store.board.facts("apollo") == EngagementFacts(SUMMARY)


def test_a_request_waits_until_it_is_finished(open_again):
    asked = open_again().requests.ask(WISH, NOW)
    assert open_again().requests.waiting() == (asked,)
    assert (asked.wish, asked.at, asked.done_at) == (WISH, NOW, None)
    open_again().requests.finish(asked, "Done.", NOW + timedelta(minutes=5))
    assert open_again().requests.waiting() == ()


def test_asking_for_the_same_again_is_no_second_request(store):
    first = store.requests.ask(WISH, NOW)
    assert store.requests.ask(Wish(RELEASE_NOTICE, "apollo", "n1", "Bo"), NOW) == first
    assert store.requests.ask(Wish(HOLD_NOTICE, "apollo", "n1", "Bo"), NOW) != first
    store.requests.finish(first, "Done.", NOW)
    assert store.requests.ask(WISH, NOW).id != first.id


def test_the_oldest_is_done_first(store):
    asked = [store.requests.ask(Wish(RELEASE_NOTICE, "apollo", f"n{n}", "Ana"), NOW) for n in range(3)]
    assert list(store.requests.waiting()) == asked


def test_a_request_is_finished_once(store):
    asked = store.requests.ask(WISH, NOW)
    store.requests.finish(asked, "Done.", NOW)
    with pytest.raises(Missing):
        store.requests.finish(asked, "Done.", NOW)


def test_the_trail_tells_who_asked_for_what_and_what_came_of_it(store):
    store.requests.finish(store.requests.ask(WISH, NOW), "Notice n1 is ready.", NOW + timedelta(minutes=5))
    [row] = [row for row in store.trail() if row.kind == "request"]
    assert (row.engagement, row.who) == ("apollo", "Ana Lima")
    told = json.loads(row.facts)
    assert told["outcome"] == "Notice n1 is ready."
    assert (told["asked"], told["subject"], told["signed_in"], told["at"]) == (
        RELEASE_NOTICE,
        "n1",
        "password",
        NOW.isoformat(),
    )
