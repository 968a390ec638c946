"""A raw issue becomes a ticket."""

from datetime import UTC, date, datetime

import pytest

from connectors.jira.flavor import History
from connectors.jira.remarks import Remarks
from rules.model import Checklist, Comment, Item, Move, Neighbour, Person
from sync.ports import Needs

ANA = Person("a1", "ana@acme.example", "Ana")


def doc(*lines):
    content = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
    return {"type": "doc", "version": 1, "content": content}


def test_native_facts_are_told_in_our_units(shaped):
    ticket = shaped()
    assert (ticket.source, ticket.id, ticket.key) == ("acme-jira", "10001", "APO-7")
    assert (ticket.type, ticket.status, ticket.done) == ("Story", "In Review", False)
    assert (ticket.title, ticket.description, ticket.priority) == ("Landing page", "All of it.", "High")
    assert ticket.url == "https://acme.example/browse/APO-7"
    assert ticket.assignee == ANA
    assert ticket.labels == ("web", "Beta")
    assert ticket.created == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    assert ticket.updated == datetime(2026, 3, 2, 18, 0, 0, 250_000, tzinfo=UTC)
    assert (ticket.due, ticket.start, ticket.resolved) == (date(2026, 4, 1), date(2026, 3, 5), None)
    assert (ticket.estimate, ticket.time_spent) == (8, 1.5)
    assert (ticket.parent, ticket.sprint) == ("APO-1", ("Sprint 1", "Sprint 2"))
    assert ticket.owner == Person("b1", None, "Bo")
    assert ticket.unseen == {}


@pytest.mark.parametrize("nothing", [None, ...])
def test_native_fields_without_a_value_are_empty_whether_null_or_left_out(shaped, nothing):
    names = ("priority", "assignee", "duedate", "resolutiondate", "parent")
    ticket = shaped(**dict.fromkeys(names, nothing))
    assert (ticket.priority, ticket.assignee, ticket.due, ticket.resolved, ticket.parent) == (None,) * 5
    assert ticket.unseen == {}


def test_what_jira_always_tells_and_does_not_is_unseen(shaped):
    ticket = shaped(labels=..., timetracking=..., issuelinks=...)
    assert set(ticket.unseen) == {"labels", "estimate", "time spent", "links"}
    assert set(ticket.unseen.values()) == {"not visible to the bot on this ticket"}


def test_a_ticket_in_the_done_category_is_done(shaped):
    assert shaped(status={"name": "Delivered", "statusCategory": {"key": "done"}}).done


@pytest.mark.parametrize(
    ("kind", "app", "customer"), [("app", True, False), ("customer", False, True), (None, False, False)]
)
def test_apps_and_customers_are_told_apart(shaped, kind, app, customer):
    reporter = shaped(reporter={"accountId": "x", "accountType": kind}).reporter
    assert (reporter.is_app, reporter.is_customer, reporter.email) == (app, customer, None)


def test_two_people_who_were_forgotten_are_not_taken_for_one(shaped):
    forgotten = {"accountId": "unknown", "displayName": "Former user", "accountType": "unknown", "active": False}
    ticket = shaped(assignee=forgotten, reporter=forgotten)
    assert ticket.assignee == Person(None, None, "Former user")
    assert ticket.assignee.same_as(ticket.reporter) is None


def test_somebody_whose_account_is_closed_is_still_the_one(shaped):
    assert shaped(assignee={"accountId": "a1", "displayName": "Ana", "active": False}).assignee.same_as(ANA) is True


@pytest.mark.parametrize("address", [{}, {"emailAddress": None}, {"emailAddress": ""}])
def test_a_hidden_address_is_none(shaped, address):
    assert shaped(assignee={"accountId": "a1", **address}).assignee.email is None


class TestFields:
    @pytest.mark.parametrize(
        ("raw", "value"),
        [
            (None, None),
            ("", None),
            ("text", "text"),
            (3.5, 3.5),
            (True, True),
            ({"value": "High", "id": "1"}, "High"),
            ({"value": "Europe", "child": {"value": "Berlin"}}, "Europe / Berlin"),
            ([{"value": "Impediment"}], ("Impediment",)),
            ([], ()),
            (["a", "b"], ("a", "b")),
            ({"accountId": "a1", "displayName": "Ana", "emailAddress": "ana@acme.example"}, ANA),
            ([{"accountId": "a1", "displayName": "Ana", "emailAddress": "ana@acme.example"}], (ANA,)),
            ({"name": "1.0", "id": "7"}, "1.0"),
            ({"key": "SEC-1"}, "SEC-1"),
            (doc("Line one", "Line two"), "Line one\nLine two"),
            ("2026-03-05", "2026-03-05"),
        ],
    )
    def test_every_kind_of_value_is_told_as_it_is_compared(self, shaped, raw, value):
        assert shaped(Needs(fields={"Mitigation": None}), customfield_12=raw).fields == {"Mitigation": value}

    @pytest.mark.parametrize(
        ("name", "raw", "value"),
        [
            ("Agreed date", "2026-03-05", date(2026, 3, 5)),
            ("Signed off at", "2026-03-05T10:00:00.000+0100", datetime(2026, 3, 5, 9, tzinfo=UTC)),
            ("Signed off at", "2026-03-05T10:00:00.000Z", datetime(2026, 3, 5, 10, tzinfo=UTC)),
            ("Signed off at", 1772704800000, datetime(2026, 3, 5, 10, tzinfo=UTC)),
            ("Signed off at", 1772704800, datetime(2026, 3, 5, 10, tzinfo=UTC)),
        ],
    )
    def test_days_and_moments_are_known_by_the_field(self, shaped, name, raw, value):
        ids = {"Agreed date": "customfield_9", "Signed off at": "customfield_11"}
        assert shaped(Needs(fields={name: None}), **{ids[name]: raw}).fields == {name: value}

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (..., "not visible to the bot on this ticket"),
            ({"strange": 1}, "it holds a value of a form that is not known"),
        ],
    )
    def test_what_cannot_be_told_is_unseen_and_neither_empty_nor_filled(self, shaped, raw, reason):
        ticket = shaped(Needs(fields={"Mitigation": None}), customfield_12=raw)
        assert ticket.fields == {}
        assert ticket.unseen == {"Mitigation": reason}

    @pytest.mark.parametrize(
        ("raw", "owner", "unseen"),
        [
            (None, None, {}),
            ([], None, {}),
            ([{"accountId": "b1"}], Person("b1"), {}),
            ("Bo", None, {"owner": "its value is not one person"}),
            (..., None, {"owner": "not visible to the bot on this ticket"}),
        ],
    )
    def test_the_owner_is_one_person_or_unseen(self, shaped, raw, owner, unseen):
        ticket = shaped(customfield_4=raw)
        assert (ticket.owner, ticket.unseen) == (owner, unseen)

    def test_a_start_that_is_no_date_is_unseen(self, shaped):
        assert shaped(Needs(fields={"start": "Mitigation"}), customfield_12="soon").unseen == {
            "start": "its value is not a date"
        }


def test_links_are_worded_as_read_from_this_ticket(shaped):
    assert shaped().links == (
        Neighbour("APO-3", "Task", "Done", done=True, wording="is blocked by"),
        Neighbour("SEC-1", wording="blocks", visible=False),
    )


def test_subtasks_are_children(shaped):
    assert shaped().children == (Neighbour("APO-8", "Task", "In Review"),)


def test_attachments_are_told_by_name(shaped):
    assert shaped().attachments == ("brief.pdf",)


def test_checklists_come_from_the_description_and_from_fields(shaped):
    tasks = {
        "type": "taskList",
        "content": [{"type": "taskItem", "attrs": {"state": "DONE"}, "content": doc("a")["content"]}],
    }
    ticket = shaped(
        Needs(checklists=True), description={"type": "doc", "content": [tasks]}, customfield_10="[x] b\n[ ] c"
    )
    assert ticket.checklists == (
        Checklist("Checklist", (Item("a", done=True),)),
        Checklist("Checklist Text", (Item("b", done=True), Item("c", done=False))),
    )


def test_comments_are_told_from_the_oldest(shaped):
    first = {
        "id": 1,
        "author": {"accountId": "a1", "displayName": "Ana", "emailAddress": "ana@acme.example"},
        "body": {
            "type": "doc",
            "content": [{"type": "blockquote", "content": doc("quoted")["content"]}, *doc("said")["content"]],
        },
        "created": "2026-03-01T10:00:00.000+0100",
        "updated": "2026-03-01T10:05:00.000+0100",
    }
    second = {"id": "2", "body": doc("b"), "created": "2026-03-01T09:30:00.000Z", "updated": "2026-03-01T09:30:00.000Z"}
    assert shaped(remarks=Remarks(comments=[second, first])).comments == (
        Comment("1", ANA, "quoted\nsaid", datetime(2026, 3, 1, 9, tzinfo=UTC), edited=True, lines=("said",)),
        Comment("2", Person(), "b", datetime(2026, 3, 1, 9, 30, tzinfo=UTC), edited=False, lines=("b",)),
    )


@pytest.mark.parametrize("called", ["Parent", "IssueParentAssociation"])
def test_a_change_of_parent_is_one_however_the_history_calls_it(shaped, called):
    item = {"field": called, "fieldtype": "jira", "from": "10001", "fromString": "APO-1", "to": "", "toString": ""}
    changes = [{"created": "2026-03-02T10:00:00.000+0000", "items": [item]}]
    ticket = shaped(Needs(changes=("parent",)), remarks=Remarks(history=History(changes)))
    assert [(one.field, one.before) for one in ticket.changes] == [("parent", "APO-1")]


def test_moves_are_told_from_the_oldest_and_nothing_else_of_the_history(shaped):
    changes = [
        {
            "created": "2026-03-02T10:00:00.000+0000",
            "items": [{"field": "labels"}, {"field": "status", "fromString": "B", "toString": "C"}],
        },
        {
            "created": 1772355600000,
            "author": {"accountId": "a1", "displayName": "Ana", "emailAddress": "ana@acme.example"},
            "items": [{"field": "status", "fieldId": "status", "fromString": "A", "toString": "B"}],
        },
    ]
    assert shaped(remarks=Remarks(history=History(changes))).moves == (
        Move("A", "B", datetime(2026, 3, 1, 9, tzinfo=UTC), ANA),
        Move("B", "C", datetime(2026, 3, 2, 10, tzinfo=UTC)),
    )
