"""One ticket walks through everything, chapter by chapter as in docs/life-of-a-ticket.md."""

import inspect
import re

from rules.judge import judge
from rules.model import Outcome, Standing
from state.open import open_store
from sync.actions import ActionState, Verb
from sync.engagement import Mode
from sync.limits import excesses
from sync.looking import look_at
from sync.plan import plan_ticket
from sync.reading import needs_of, policy_of
from sync.remembered import Reached
from sync.scenes import neighbourhood, scene_for
from sync.stand import read
from tests.sync.houses import PACKS

PAGE = PACKS.parents[1] / "docs" / "life-of-a-ticket.md"


def test_one_ticket_from_the_first_look_to_the_clients_mail(house):  # noqa: PLR0915 - a life has many chapters
    desk = house.jira_desk
    house.only(desk)
    (apollo,) = house.engagements
    assert apollo.mode is Mode.ENFORCE
    house.sync()
    names = {"Client name for it": "Sign-in and login screens"}
    key = desk.create("Login screens", status="complete", ticked=True, labels=("mobile",), **names)

    # == Read ==
    packs = {pack.name: pack for pack in house.installation.packs}
    policy = policy_of(apollo, packs)
    tracker, since = house.trackers[apollo.source], house.store.cursor(apollo.name).since
    ((ticket,),) = list(tracker.changed(apollo.scope, needs_of(policy, apollo), since))
    assert desk.writes() == []

    # == Shaped ==
    assert (ticket.key, ticket.status, ticket.type) == (key, "Complete", "Deliverable")
    assert (ticket.labels, ticket.assignee.email) == (("mobile",), "bo@acme.example")
    (checklist,) = ticket.checklists
    assert (checklist.name, {item.done for item in checklist.items}) == ("Self-assessment", {True})
    assert ticket.fields["Client name for it"] == "Sign-in and login screens"

    # == Judged ==
    stand = look_at(house.world, read(house.world, apollo, "a look"))
    known = stand.known[ticket.id]
    near = neighbourhood([known.snapshot])
    scene = scene_for(known.snapshot, known.footprint, stand.policy, near, house.clock.now(), None)
    verdict = judge(stand.policy, scene, ())
    assert [verdict] == [subject.verdict for subject in stand.subjects]
    assert (verdict.standing, verdict.stages) == (Standing.BLOCKED, {"work-item": "Complete"})
    assert [finding.rule for finding in verdict.with_outcome(Outcome.FAIL)] == ["peer-review-is-passed"]

    # == Planned ==
    (subject,) = stand.subjects
    planned = plan_ticket(subject, apollo, stand.policy).actions
    assert [(action.verb, action.after) for action in planned if action.comment is None] == [
        (Verb.ADD_LABEL, "gate:blocked"),
        (Verb.HOLD, "Blocked"),
    ]
    assert {action.state for action in planned} == {ActionState.PLANNED}

    # == Counted ==
    assert excesses(planned, len(stand.known), apollo.limits) == ()
    assert desk.writes() == []

    # == Applied ==
    begun = []

    def what_is_begun():
        with open_store(house.installation.state_url) as store:
            begun.append([intent.action.verb for intent in store.open_intents(apollo.name)])

    for _ in range(2):
        desk.at_write(1, what_is_begun)
    account = house.sync()
    assert begun == [[Verb.ADD_LABEL, Verb.PUT_COMMENT], [Verb.HOLD]]
    assert [action.identity for action in account.actions] == [action.identity for action in planned]
    assert {action.state for action in account.actions} == {ActionState.APPLIED}
    assert [method for method, _ in desk.writes()] == ["PUT", "POST"]
    assert (desk.status(key), desk.labels(key)) == ("blocked", ["mobile", "gate:blocked"])
    (comment,) = desk.ours(key)
    assert "Blocked: 1 of" in comment.text
    assert "belongs in" in comment.text

    # == Remembered ==
    footprint = house.store.footprints(apollo.name)[ticket.id]
    assert (footprint.comment_id, footprint.held_from, footprint.held_in) == (comment.id, "Complete", "Blocked")
    assert not house.store.open_intents(apollo.name)
    house.start_again()
    assert house.sync().actions == ()
    assert len(desk.writes()) == 2

    # == Mended by a person ==
    desk.say(key, "Peer review: passed.", who="cy")
    assert house.subjects()[0].verdict.standing is Standing.CLEAR

    # == Released ==
    account = house.sync()
    assert [(action.verb, action.state) for action in account.actions if action.verb is Verb.RELEASE] == [
        (Verb.RELEASE, ActionState.APPLIED)
    ]
    assert (desk.status(key), desk.labels(key)) == ("complete", ["mobile"])
    (after,) = desk.ours(key)
    assert (after.id, len(after.text.splitlines())) == (comment.id, 1)

    # == Queued for the client ==
    (waiting,) = account.notices
    assert (waiting.state, waiting.to) == ("held", ("kim@apollo-bank.example",))
    assert Reached(ticket.id, "work-item/Complete", "milestone") in house.store.reached(apollo.name)
    assert b"Sign-in and login screens" in waiting.message
    assert house.mails == ()

    # == Let go by a person ==
    sent = house.release(waiting.id)

    # == Sent ==
    assert (sent.state, sent.error) == ("sent", None)
    assert [mail.data for mail in house.mails] == [waiting.message]
    assert house.store.met("kim@apollo-bank.example")

    # == Nothing more to do ==
    before = desk.writes()
    account = house.cycle()
    assert (account.digest, account.exit_code) == ("", 0)
    assert desk.writes() == before
    assert len(house.mails) == 1


def test_the_page_has_the_same_chapters():
    source = inspect.getsource(test_one_ticket_from_the_first_look_to_the_clients_mail)
    chapters = re.findall(r"^    # == (.+) ==$", source, re.MULTILINE)
    assert re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == chapters
