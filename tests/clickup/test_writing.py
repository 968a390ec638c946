"""Labels, the sticky comment and the status are written over HTTP."""

import pytest

from connectors.clickup import remarks
from connectors.sandbox import Fault
from connectors.sandbox.clickup.studio import RELAUNCH
from sync.comment import MARKER, Footer, Headline, Run, StickyComment
from sync.ports import Edit, Missing, OutcomeUnknown, Refused


def sticky(text="2 checks need attention"):
    return StickyComment((Headline("error", (Run(text),)), Footer((Run(MARKER),))))


@pytest.fixture
def task(studio):
    return studio.act("eve").create(list=RELAUNCH, name="Landing page", tags=("web",))


def writes(studio):
    return [(entry.method, entry.path.removeprefix("/api/v2")) for entry in studio.log.writes()]


def edit(task, **parts):
    return Edit(task, "KEY-1", **parts)


def test_the_comment_is_written_first_then_the_labels(studio, clickup, task):
    receipt = clickup.edit(edit(task, add_labels=("gate:blocked",), remove_labels=("web",), comment=sticky()))
    assert writes(studio) == [
        ("POST", f"/task/{task}/comment"),
        ("POST", f"/task/{task}/tag/gate%3Ablocked"),
        ("DELETE", f"/task/{task}/tag/web"),
    ]
    assert studio.workspace.task(task).tags == ["gate:blocked"]
    (comment,) = studio.workspace.task(task).comments
    assert receipt.comment_id == comment.id
    assert comment.runs[0] == {"text": "2 checks need attention", "attributes": {"bold": True}}


def test_people_are_not_told_more_than_once(studio, clickup, task):
    clickup.edit(edit(task, comment=sticky()))
    assert studio.log.writes()[0].body["notify_all"] is False


def test_labels_that_stand_there_already_cost_no_write(studio, clickup, task):
    clickup.edit(edit(task, add_labels=("Web",), remove_labels=("gate:blocked",)))
    assert writes(studio) == []


@pytest.mark.parametrize("label", ["gate:a b", "gate:50%", "gate:a/b", "gate:\N{WHITE HEAVY CHECK MARK}", "gate:?#"])
def test_a_label_of_any_signs_arrives_as_it_is(studio, clickup, task, label):
    clickup.edit(edit(task, add_labels=(label,)))
    assert studio.workspace.task(task).tags == ["web", label]
    clickup.edit(edit(task, remove_labels=(label,)))
    assert studio.workspace.task(task).tags == ["web"]


def test_a_known_comment_is_edited_in_place(studio, clickup, task):
    first = clickup.edit(edit(task, comment=sticky()))
    again = clickup.edit(edit(task, comment=sticky("All checks hold"), comment_id=first.comment_id))
    (comment,) = studio.workspace.task(task).comments
    assert again.comment_id == comment.id
    assert comment.runs[0]["text"] == "All checks hold"


def test_a_comment_that_is_gone_is_missing(studio, clickup, task):
    with pytest.raises(Missing):
        clickup.edit(edit(task, comment=sticky(), comment_id="90120"))


@pytest.mark.parametrize("loss", [{"reset": True}, {"status": 502, "body": "<html>"}, {"cut_at": 5}])
def test_a_comment_whose_answer_is_lost_is_never_written_twice(studio, clickup, task, loss):
    studio.faults.add(Fault(method="POST", path_contains="/comment", when="after_write", **loss))
    with pytest.raises(OutcomeUnknown):
        clickup.edit(edit(task, comment=sticky(), add_labels=("gate:blocked",)))
    (comment,) = studio.workspace.task(task).comments
    assert clickup.sticky_comment(task, MARKER).id == comment.id


def test_a_label_whose_answer_is_lost_is_simply_written_again(studio, clickup, task):
    studio.faults.add(Fault(method="POST", path_contains="/tag/", when="after_write", reset=True))
    clickup.edit(edit(task, add_labels=("gate:blocked",)))
    assert studio.workspace.task(task).tags == ["web", "gate:blocked"]


def test_the_sticky_comment_is_our_own_oldest_one_with_the_marker_on_any_page(studio, clickup, task):
    studio.act("fay").comment(task, f"Somebody quotes {MARKER}")
    studio.act("bot").comment(task, "Ours, without")
    oldest = clickup.edit(edit(task, comment=sticky())).comment_id
    for number in range(55):
        studio.act("fay").comment(task, f"talk {number}")
    clickup.edit(edit(task, comment=sticky()))
    assert clickup.sticky_comment(task, MARKER).id == oldest
    assert clickup.sticky_comment(task, "another marker") is None


def test_what_we_write_reads_back_with_the_marker(studio, clickup, task):
    clickup.edit(edit(task, comment=sticky()))
    (written,) = studio.workspace.task(task).comments
    told = {"id": 1, "user": {}, "date": "1", "comment": written.runs}
    assert remarks.comment(told).lines == ("2 checks need attention", MARKER)


def test_a_ticket_is_moved_whatever_the_spelling(studio, clickup, task):
    receipt = clickup.move(task, "KEY-1", "  In  PROGRESS ")
    assert studio.workspace.task(task).status == "in progress"
    assert studio.log.writes()[0].body == {"status": "in progress"}
    assert receipt.updated is not None
    assert abs((receipt.updated - studio.workspace.task(task).updated).total_seconds()) < 0.001


def test_a_ticket_that_stands_there_already_is_not_moved(studio, clickup, task):
    clickup.move(task, "KEY-1", "To Do")
    assert writes(studio) == []


def test_a_status_the_list_does_not_have_is_refused_naming_those_it_has(studio, clickup, task):
    with pytest.raises(Refused) as caught:
        clickup.move(task, "KEY-1", "On hold")
    assert "blocked, delivered" in caught.value.answer
    assert writes(studio) == []
