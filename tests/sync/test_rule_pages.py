"""Names of rules lead to their pages where the configuration says where these are."""

from datetime import UTC, date, datetime
from pathlib import Path

from rules.judge import judge
from rules.model import Ticket, Waiver
from rules.pack import Condition, Pack, Rule
from rules.policy import compile_policy
from rules.scene import Scene, Setting
from sync.comment import Points
from sync.comments.sticky import sticky_comment
from sync.engagement import Mode
from sync.render.plan import run_lines
from sync.render.terminal import Ink
from tests.docs.pages import anchors

ROOT = Path(__file__).parents[2]
PAGES = "https://forge.example/docs/rules"
RULE = "self-assessment-is-complete"
PAGE = f"{PAGES}/work-item.md#{RULE}"


def addresses_in(value):
    """Return every address in a rich text, whichever tracker's."""
    if isinstance(value, dict):
        own = [value[key] for key in ("href", "link") if isinstance(value.get(key), str)]
        return own + [one for part in value.values() for one in addresses_in(part)]
    return [one for part in value for one in addresses_in(part)] if isinstance(value, list | tuple) else []


def comment_on(desk, ticket):
    """Return the rich text of the only comment of a ticket."""
    if desk.source == "studio":
        (comment,) = desk.workspace.task(ticket).comments
        return list(map(dict, comment.runs))
    (comment,) = desk.site.issue(ticket).comments
    return comment.body


def test_a_rule_in_the_comment_leads_to_its_page(house, desk):
    house.set(rule_pages=PAGES)
    ticket = desk.create()
    house.sync()
    assert addresses_in(comment_on(desk, ticket)) == [PAGE]
    assert RULE in desk.ours(ticket)[0].text


def test_without_the_key_the_comment_has_no_link(house, desk):
    ticket = desk.create()
    house.sync()
    assert addresses_in(comment_on(desk, ticket)) == []


def test_links_make_the_comment_another_one_and_it_is_written_once(house, desk):
    house.set(mode=Mode.ADVISE)
    ticket = desk.create()
    house.sync()
    before = len(desk.writes())
    house.set(rule_pages=PAGES)
    house.sync()
    assert addresses_in(comment_on(desk, ticket)) == [PAGE]
    assert len(desk.writes()) == before + 1
    house.sync()
    assert len(desk.writes()) == before + 1


def test_the_page_has_a_heading_of_that_name():
    assert RULE in anchors(ROOT / "docs" / "rules" / "work-item.md")


def test_failing_unknown_and_waived_rules_all_lead_to_their_pages():
    rules = tuple(
        Rule(name, "Said.", (Condition("field", name, "is", "filled in"),)) for name in ("Amiss", "Unseen", "Let")
    )
    policy = compile_policy((Pack("p", rules=rules),), Setting(), {})
    waiver = Waiver("Let", "1", date(2026, 4, 1), "The client knows.", "dana@acme.example")
    ticket = Ticket("acme-jira", "1", "APO-1", unseen={"Unseen": "no such field"})
    scene = Scene(ticket, datetime(2026, 3, 9, tzinfo=UTC), date(2026, 3, 9), policy.setting, {})
    verdict = judge(policy, scene, [waiver])
    (points,) = (block for block in sticky_comment(verdict, policy, pages=PAGES).blocks if isinstance(block, Points))
    assert [
        (point.badge, run.text, run.href) for point in points.points for run in point.runs if run.style == "code"
    ] == [
        ("WARNS", "Amiss", f"{PAGES}/p.md#amiss"),
        ("UNKNOWN", "Unseen", f"{PAGES}/p.md#unseen"),
        ("WAIVED", "Let", f"{PAGES}/p.md#let"),
    ]


def test_the_plan_on_a_terminal_leads_there_and_elsewhere_shows_the_name(house, desk):
    house.set(rule_pages=PAGES)
    desk.create()
    account = house.cycle(writes=False)
    assert f"\x1b]8;;{PAGE}\x1b\\{RULE}\x1b]8;;\x1b\\)" in "\n".join(run_lines(account, Ink(colour=True, width=110)))
    plain = "\n".join(run_lines(account, Ink(width=110)))
    assert f"({RULE})" in plain
    assert PAGES not in plain
