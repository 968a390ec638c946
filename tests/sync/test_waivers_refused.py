"""What is asked in comments and not done: the answer says why, and the line that would work."""

import pytest

from tests.sync.desks import EVERY
from tests.sync.waived import LINE, REASON, RULE, comment, decisions, is_waived

TRACKERS = EVERY
STRICT = "peer-review-is-passed"  # a rule that delivery managers alone may waive


@pytest.fixture
def ticket(house, desk):
    """A ticket that fails a rule, seen by the bot."""
    house.sync()
    ticket = desk.create()
    house.sync()
    return ticket


@pytest.fixture
def asked(house, desk, ticket):
    """Let somebody ask for something, and return what the bot's comment says then."""

    def ask(line, who=None):
        desk.say(ticket, line, who or desk.manager)
        house.sync()
        return comment(desk, ticket)

    return ask


def test_somebody_who_may_not(house, desk, ticket, asked):
    said = asked(LINE, desk.author)
    assert "Not done (waive): This rule can be waived by others only." in said
    assert "It takes one of: project-manager, delivery-manager." in said
    assert not is_waived(house, desk, ticket)
    assert decisions(house) == [("refused", desk.account(desk.author))]


def test_somebody_who_may_waive_other_rules_only(house, desk, ticket, asked):
    said = asked(LINE.replace(RULE, STRICT))
    assert "It takes one of: delivery-manager." in said


def test_a_client_though_their_role_may(house, desk, ticket, asked):
    house.set(roles={"delivery-manager": (desk.account(desk.author),), "client": (desk.account(desk.author),)})
    said = asked(LINE, desk.author)
    assert "Clients cannot waive rules." in said
    assert not is_waived(house, desk, ticket)


def test_a_rule_nobody_can_waive(asked):
    assert "Nobody can waive this rule" in asked(LINE.replace(RULE, "start-is-planned"))


def test_a_role_the_tracker_tells_gives_the_right(house, desk, ticket, asked):
    lead = desk.leads[-1]
    house.set(roles={}, groups={"delivery-manager": ("Delivery Lead",)})
    asked(LINE, lead)
    assert is_waived(house, desk, ticket)


def test_a_role_the_tracker_does_not_tell_is_a_no(house, desk, ticket, asked):
    house.set(roles={}, groups={"delivery-manager": ("Nobody",)})
    said = asked(LINE, desk.leads[-1])
    assert "It cannot be told whether you may waive this rule." in said
    assert f"{desk.source} shows no" in said
    assert f"An admin can name the account id {desk.account(desk.leads[-1])} under roles." in said
    assert not is_waived(house, desk, ticket)


@pytest.mark.parametrize(
    ("line", "why", "works"),
    [
        (
            LINE.replace("2026-03-20", "2026-03-24"),
            f"{RULE} can be waived for at most 14 days.",
            f"gate: waive {RULE} until 2026-03-23 because {REASON}",
        ),
        (
            LINE.replace("2026-03-20", "2026-03-08"),
            "The last day, 2026-03-08, is over.",
            f"gate: waive {RULE} until 2026-03-23 because {REASON}",
        ),
        (
            LINE.replace("2026-03-20", "03/10"),
            "“03/10” may be two different days.",
            f"gate: waive {RULE} until 2026-03-10 because {REASON}",
        ),
        (
            f"gate: waive {RULE} because {REASON}",
            "The last day is missing.",
            f"gate: waive {RULE} until 2026-03-23 because {REASON}",
        ),
        (
            LINE.replace(REASON, "so it is"),
            "The reason needs at least 10 signs.",
            f"gate: waive {RULE} until 2026-03-20 because REASON",
        ),
        (
            LINE.replace("assessment", "asessment"),
            f"Did you mean {RULE}?",
            LINE,
        ),
        ("gate: waive", "The name of the rule is missing.", "gate: waive RULE until YYYY-MM-DD because REASON"),
        ("gate: wave it", "“wave” is not understood here. Perhaps “gate: waive” is meant.", "gate: help"),
        (f"gate: unwaive {RULE}", f"{RULE} is not waived on this ticket.", ""),
    ],
)
def test_what_cannot_be_done_as_it_was_asked(house, desk, ticket, asked, line, why, works):
    said = asked(line)
    assert why in said
    assert works in said
    assert not is_waived(house, desk, ticket)
    assert house.sync().actions == ()


def test_the_line_that_is_offered_works(house, desk, ticket, asked):
    said = asked(LINE.replace("2026-03-20", "soon"))
    line = next(part for part in said.splitlines() if "gate: waive" in part).partition("comment: ")[2]
    asked(line)
    assert is_waived(house, desk, ticket)


def test_words_of_somebody_stay_words(house, desk, ticket, asked):
    desk.say(ticket, "gate: waive *bold*[~ana]<b>@everyone</b> until 2026-03-20 because it is so")
    before = desk.mentioned(ticket)
    said = asked(LINE.replace(REASON, "*it*[~ana] {color:red}<b>is</b>{color} so @everyone"))
    assert "There is no rule" in said
    assert "@everyone" in said
    assert desk.mentioned(ticket) == before * 2


def test_a_command_is_found_though_no_change_tells_of_a_comment(house, desk, ticket):
    """ClickUp does not promise that a comment moves the change time (case 74): tickets are looked at in turn."""
    desk.service.switches.comment_touches = False
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    assert is_waived(house, desk, ticket)
