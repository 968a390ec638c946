"""Lumen's work in ClickUp: a website relaunch, eight tasks of which some keep the method and some do not."""

from datetime import timedelta

from connectors.sandbox.clickup.service import ClickUpService
from connectors.sandbox.clickup.studio import RELAUNCH, RISKS

LANDING, BRAND, NEWSLETTER = "Landing page", "Brand guide", "Newsletter template"
LAST_ITEM = "Loads in under two seconds on a phone"
SELF_ASSESSMENT = "Self-assessment"
REVIEW_PASSED = "Peer review: passed."


def task_named(clickup: ClickUpService, name: str) -> str:
    """Return the id of the task with a name; raises KeyError."""
    for task in clickup.workspace.tasks.values():
        if task.name == name:
            return task.id
    raise KeyError(name)


def plant(clickup: ClickUpService) -> None:
    """Create Lumen's tasks with some days of past."""
    _home(clickup)
    _deliverables(clickup)
    _newsletter(clickup)
    _daily_work(clickup)
    _risks(clickup)


def tick_last(clickup: ClickUpService) -> None:
    """Eve closes the gap on the landing page."""
    clickup.act("eve").tick(task_named(clickup, LANDING), SELF_ASSESSMENT, LAST_ITEM)


def review_brand_guide(clickup: ClickUpService) -> None:
    """Fay looks at the brand guide, as a second person."""
    clickup.act("fay").comment(task_named(clickup, BRAND), REVIEW_PASSED)


def deliver_newsletter(clickup: ClickUpService) -> None:
    """Gus hands the newsletter template over."""
    newsletter = task_named(clickup, NEWSLETTER)
    clickup.act("gus").set_field(newsletter, "Delivery notes", "https://files.studio.example/lumen/newsletter-notes")
    clickup.act("gus").move(newsletter, "delivered")


def _home(clickup: ClickUpService) -> None:
    now = clickup.workspace.clock.now()
    clickup.act("gus", now - timedelta(days=35)).create(
        list=RELAUNCH,
        name="Lumen website relaunch: delivery",
        type="Milestone",
        status="in progress",
        assignee="gus",
        description="What Lumen gets, by when, and who looks after it.",
        due=now.date() + timedelta(days=45),
    )


def _deliverables(clickup: ClickUpService) -> None:
    now = clickup.workspace.clock.now()
    landing = clickup.act("gus", now - timedelta(days=16)).create(
        list=RELAUNCH,
        name=LANDING,
        type="Deliverable",
        status="assigned",
        assignee="eve",
        description="First page of the new site: story, three products, newsletter sign-up.",
        checklists={
            SELF_ASSESSMENT: [
                ("Matches the approved design", True),
                ("Texts are the client's final ones", True),
                (LAST_ITEM, False),
            ]
        },
        due=now.date() + timedelta(days=5),
        estimate=24,
        fields={"Client name for it": "New landing page", "Peer reviewer": "fay"},
    )
    brand = clickup.act("gus", now - timedelta(days=22)).create(
        list=RELAUNCH,
        name=BRAND,
        type="Deliverable",
        status="assigned",
        assignee="hal",
        description="Colours, type, logo use and tone of voice on twelve pages.",
        checklists={SELF_ASSESSMENT: [("Every colour has a contrast note", True), ("Fonts are licensed", True)]},
        due=now.date() + timedelta(days=4),
        estimate=16,
        fields={"Client name for it": "Brand guide", "Peer reviewer": "fay"},
    )
    clickup.act("eve", now - timedelta(days=9)).move(landing, "in progress")
    clickup.act("eve", now - timedelta(days=1)).attach(landing, "landing-page-preview.png")
    clickup.act("eve", now - timedelta(days=1)).move(landing, "review")
    clickup.act("hal", now - timedelta(days=12)).move(brand, "in progress")
    clickup.act("hal", now - timedelta(days=4)).attach(brand, "lumen-brand-guide.pdf")
    clickup.act("hal", now - timedelta(days=4)).move(brand, "review")
    clickup.act("hal", now - timedelta(days=2)).move(brand, "complete")


def _newsletter(clickup: ClickUpService) -> None:
    now = clickup.workspace.clock.now()
    newsletter = clickup.act("gus", now - timedelta(days=19)).create(
        list=RELAUNCH,
        name=NEWSLETTER,
        type="Deliverable",
        status="assigned",
        assignee="eve",
        description="Template for the monthly newsletter, tested in the eight most used mail programs.",
        checklists={SELF_ASSESSMENT: [("Readable without images", True), ("Unsubscribe link works", True)]},
        due=now.date() + timedelta(days=2),
        estimate=12,
        fields={"Client name for it": "Newsletter template", "Peer reviewer": "fay"},
    )
    clickup.act("eve", now - timedelta(days=8)).move(newsletter, "in progress")
    clickup.act("eve", now - timedelta(days=4)).attach(newsletter, "newsletter-template.html")
    clickup.act("eve", now - timedelta(days=4)).move(newsletter, "review")
    clickup.act("fay", now - timedelta(days=3)).comment(newsletter, REVIEW_PASSED)
    clickup.act("gus", now - timedelta(days=3)).move(newsletter, "complete")


def _daily_work(clickup: ClickUpService) -> None:
    now = clickup.workspace.clock.now()
    moving = clickup.act("gus", now - timedelta(days=7)).create(
        list=RELAUNCH,
        name="Move the blog articles",
        status="assigned",
        assignee="hal",
        description="148 articles with their pictures and old addresses.",
        due=now.date() + timedelta(days=11),
        estimate=20,
    )
    clickup.act("hal", now - timedelta(days=2)).move(moving, "in progress")
    clickup.act("gus", now - timedelta(days=3)).create(
        list=RELAUNCH, name="Cookie notice in three languages", status="assigned", depends_on=[moving]
    )


def _risks(clickup: ClickUpService) -> None:
    now = clickup.workspace.clock.now()
    clickup.act("fay", now - timedelta(days=6)).create(
        list=RISKS,
        name="Product photos may come late",
        type="Risk",
        description="The photographer has only confirmed half of the dates.",
        fields={"Probability": "High", "Impact": "Medium", "Next review": now.date() + timedelta(days=6)},
    )
    clickup.act("gus", now - timedelta(days=10)).create(
        list=RISKS,
        name="Search ranking may drop after the switch",
        type="Risk",
        assignee="gus",
        description="New addresses can cost visitors for some weeks.",
        fields={
            "Probability": "Medium",
            "Impact": "High",
            "Mitigation": "Old addresses are forwarded one by one, and rankings are watched daily for a month.",
            "Risk owner": "gus",
            "Next review": now.date() + timedelta(days=10),
        },
    )
