"""What an event says, which engagements it may be about, and when a poll comes after it."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.hooks.events import told_by
from sync.engagement import ScopeKind
from sync.service.agenda_store import Turn
from sync.service.hints import PAUSE, Told, due_after_hint, meant
from tests.hooks.posts import ENGAGEMENTS

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
ANA = {"accountId": "5b10", "displayName": "Ana"}


def told(kind, **event):
    return told_by(kind, json.dumps(event).encode())


def issue(project):
    return {"key": f"{project}-1", "fields": {"project": {"key": project}}}


def who(*ids):
    return frozenset({frozenset(ids)})


def test_a_jira_event_tells_who_acted_and_the_project():
    assert told("jira", user=ANA, issue=issue("APO")) == Told(who("5b10"), frozenset({(ScopeKind.PROJECT, "APO")}))


def test_on_data_center_somebody_is_known_by_name_and_key():
    assert told("jira", user={"name": "bot", "key": "JIRAUSER10100"}).is_all_of("bot")


def test_a_comment_is_its_authors_and_an_edited_one_its_last_editors():
    comment = {"author": ANA, "updateAuthor": {"accountId": "5b20"}}
    assert told("jira", webhookEvent="comment_updated", comment=comment).authors == who("5b20")
    assert told("jira", webhookEvent="comment_created", comment={"author": ANA}).authors == who("5b10")


def test_who_deleted_a_comment_is_not_told():
    assert told("jira", webhookEvent="comment_deleted", comment={"author": ANA}).authors == frozenset()


def test_an_issue_that_was_moved_is_news_for_both_projects():
    items = [{"field": "Key", "fromString": "HER-9", "toString": "APO-12"}]
    event = told("jira", issue=issue("APO"), changelog={"items": items})
    assert meant(ENGAGEMENTS, "acme-jira", event) == {"apollo", "hermes", "bugs"}


def test_a_task_that_was_moved_is_news_for_both_lists():
    item = {"parent_id": "902", "user": {"id": 7}, "before": {"id": "901"}, "after": {"id": "902"}}
    assert meant(ENGAGEMENTS, "studio", told("clickup", event="taskMoved", history_items=[item])) == {
        "lumen",
        "nox",
        "fold",
    }


def test_the_values_of_a_field_are_no_lists():
    item = {"parent_id": "902", "user": {"id": 7}, "before": {"id": "901"}, "after": {"id": "901"}}
    event = told("clickup", event="taskUpdated", history_items=[item])
    assert meant(ENGAGEMENTS, "studio", event) == {"nox", "fold"}


def test_a_deleted_task_says_nothing_so_all_engagements_of_the_source_are_meant():
    event = told("clickup", event="taskDeleted", task_id="86c")
    assert event == Told()
    assert meant(ENGAGEMENTS, "studio", event) == {"lumen", "nox", "fold"}


@pytest.mark.parametrize(
    ("source", "places", "names"),
    [
        ("acme-jira", [(ScopeKind.PROJECT, "apo")], {"apollo", "bugs"}),
        ("acme-jira", [(ScopeKind.PROJECT, "NEW")], {"bugs"}),
        ("acme-jira", [], {"apollo", "hermes", "bugs"}),
        ("studio", [(ScopeKind.FOLDER, "78")], {"lumen", "nox"}),
        ("elsewhere", [(ScopeKind.PROJECT, "APO")], set()),
    ],
)
def test_an_engagement_is_meant_unless_the_event_lies_elsewhere(source, places, names):
    assert meant(ENGAGEMENTS, source, Told(places=frozenset(places))) == names


def test_what_several_did_is_the_bots_only_where_all_were_the_bot():
    items = [{"user": {"id": 301}}, {"user": {"id": 7}}]
    assert not told("clickup", history_items=items).is_all_of("301")
    assert told("clickup", history_items=items[:1]).is_all_of("301")
    assert not told("clickup", history_items=[{"user": None}, *items[:1]]).is_all_of("301")
    assert not told("clickup", history_items=[]).is_all_of("301")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["issue", "user", "fields", "project", "key", "comment", "changelog", "items", "history_items", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.sampled_from(["jira", "clickup"]), ANYTHING | st.binary(max_size=40))
def test_whatever_is_posted_can_be_read(kind, event):
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    found = told_by(kind, body)
    assert all(value and isinstance(value, str) for _, value in found.places)
    assert not found.is_all_of("")


def turn(**told_of):
    return Turn("apollo", NOW + timedelta(hours=1), **told_of)


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("kept", "due"),
    [
        (turn(), NOW + timedelta(hours=1)),
        (turn(hinted=ago(3)), ago(3)),
        (turn(hinted=ago(3), began=ago(600)), ago(3)),
        (turn(hinted=ago(600), began=ago(3)), NOW + timedelta(hours=1)),
        (turn(hinted=ago(3), began=ago(5)), ago(5) + PAUSE),
        (turn(hinted=NOW + timedelta(seconds=9), began=ago(600)), NOW),
        (turn(hinted=ago(3), began=ago(600), failures=1), NOW + timedelta(hours=1)),
    ],
)
def test_a_hint_makes_a_turn_due_but_not_twice_within_the_pause_nor_where_cycles_fail(kept, due):
    assert due_after_hint(kept, NOW) == due


moments = st.integers(-4000, 4000).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(moments, st.none() | moments, st.none() | moments, st.integers(0, 3), moments)
def test_a_hint_never_makes_a_turn_later_nor_a_poll_closer_than_the_pause(due, began, hinted, failures, now):
    kept = Turn("apollo", due, began=began, hinted=hinted, failures=failures)
    found = due_after_hint(kept, now)
    assert found <= due
    assert found == due or (hinted is not None and (began is None or found >= began + PAUSE))


@given(st.lists(st.integers(0, 600), max_size=40))
def test_however_many_hints_come_polls_stay_apart_and_the_last_hint_is_heard(seconds):
    kept, polls = Turn("apollo", NOW + timedelta(hours=9)), []
    for second in range(700):
        now = NOW + timedelta(seconds=second)
        if second in seconds:
            kept = Turn("apollo", kept.due, began=kept.began, hinted=now)
        if due_after_hint(kept, now) <= now:
            kept = Turn("apollo", kept.due, began=now, hinted=kept.hinted)
            polls.append(second)
    assert all(later - earlier >= PAUSE.total_seconds() for earlier, later in pairwise(polls))
    assert not seconds or polls[-1] >= max(seconds)
