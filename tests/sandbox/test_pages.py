"""What people see: tickets and comments as HTML, and the demo's world."""

import pytest
import requests

from connectors.sandbox import adf, adf_html, richtext
from connectors.sandbox.story import ACTS, plant
from connectors.sandbox.story_lumen import BRAND, LANDING, NEWSLETTER, task_named


def node(kind, *content, **attrs):
    return {"type": kind, "attrs": attrs, "content": list(content)}


def text(words, *marks):
    return {"type": "text", "text": words, "marks": list(marks)}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (text("a<b>"), "a&lt;b&gt;"),
        (text("x", {"type": "strong"}), "<strong>x</strong>"),
        (
            text("x", {"type": "link", "attrs": {"href": "https://a.example/?a=1&b=2"}}),
            '<a href="https://a.example/?a=1&amp;b=2" rel="noreferrer">x</a>',
        ),
        (text("x", {"type": "link", "attrs": {"href": "javascript:alert(1)"}}), "x"),
        (node("status", text="Blocks", color="red"), '<span class="lozenge lozenge-red">Blocks</span>'),
        (node("date", timestamp="1772409600000"), '<time class="date">2026-03-02</time>'),
        (
            node("expand", node("paragraph", text("in")), title="More <b>"),
            "<details><summary>More &lt;b&gt;</summary><p>in</p></details>",
        ),
        (node("bulletList", node("listItem", node("paragraph", text("x")))), "<ul><li><p>x</p></li></ul>"),
        (node("rule"), "<hr>"),
    ],
)
def test_a_document_shows_as_safe_html(given, shown):
    assert adf_html.html(given) == shown


def test_a_panel_shows_its_kind_by_colour_and_by_a_named_sign():
    shown = adf_html.html(node("panel", node("paragraph", text("x")), panelType="error"))
    assert "panel-error" in shown
    assert 'aria-label="Error"' in shown


def test_an_expand_inside_an_expand_is_no_document():
    inner = node("expand", node("paragraph", text("x")))
    with pytest.raises(adf.NotADocument):
        adf.checked(adf.document(node("expand", inner)))


def test_runs_show_as_lists_banners_and_links():
    runs = [
        {"text": "Careful", "attributes": {"bold": True}},
        {"text": "\n", "attributes": {"advanced-banner": "b1", "advanced-banner-color": "yellow"}},
        {"text": "one <i>", "attributes": {}},
        {"text": "\n", "attributes": {"list": {"list": "bullet"}}},
        {"text": "below", "attributes": {}},
        {"text": "\n", "attributes": {"list": {"list": "bullet"}, "indent": 1}},
        {"text": "two", "attributes": {"link": "https://a.example"}},
        {"text": "\n", "attributes": {"list": "bullet"}},
        {"text": "plain\nlines", "attributes": {}},
    ]
    assert richtext.html(runs) == (
        '<div class="panel panel-warning"><p><strong>Careful</strong></p></div>'
        '<ul><li>one &lt;i&gt;</li><li class="below">below</li><li><a href="https://a.example" rel="noreferrer">two</a></li></ul>'
        "<p>plain</p><p>lines</p>"
    )


def test_the_story_starts_with_nine_and_eight_tickets(sandbox):
    plant(sandbox)
    issues = {one.key: (one.type.name, one.status) for one in sandbox.jira.site.issues.values()}
    assert issues == {
        "APO-1": ("Epic", "In Progress"),
        "APO-2": ("Deliverable", "In Review"),
        "APO-3": ("Deliverable", "In Review"),
        "APO-4": ("Risk", "Open"),
        "APO-5": ("Story", "In Progress"),
        "APO-6": ("Story", "Assigned"),
        "APO-7": ("Risk", "Open"),
        "APO-8": ("Bug", "In Progress"),
        "APO-9": ("Deliverable", "Complete"),
    }
    assert len(sandbox.clickup.workspace.tasks) == 8


def test_the_acts_mend_some_gaps_and_leave_others(sandbox):
    plant(sandbox)
    for act in ACTS:
        act.play(sandbox)
    site, workspace = sandbox.jira.site, sandbox.clickup.workspace
    assert adf_html.html(site.issue("APO-2").document).count('class="task done"') == 4
    assert site.issue("APO-3").status == "Complete"
    assert site.issue("APO-4").values["customfield_10042"]
    assert site.issue("APO-6").document is None
    assert site.issue("APO-9").comments[-1].author == sandbox.jira.people["bo"].id
    tasks = {name: workspace.tasks[task_named(sandbox.clickup, name)] for name in (LANDING, BRAND, NEWSLETTER)}
    assert all(item.resolved for one in tasks[LANDING].checklists for item in one.items)
    assert tasks[NEWSLETTER].status == "delivered"
    assert richtext.plain_text(tasks[BRAND].comments[-1].runs) == "Peer review: passed."


def test_every_ticket_of_the_story_has_a_page_that_needs_nothing_else(sandbox):
    plant(sandbox)
    sandbox.jira.act("bo").comment("APO-2", "<script>alert(1)</script>")
    for one in sandbox.jira.site.issues.values():
        page = sandbox.jira.page(one.key)
        assert one.key in page
        assert "<script" not in page
        assert "<link" not in page
    for task in sandbox.clickup.workspace.tasks:
        assert task in sandbox.clickup.page(task)


def test_the_pages_are_served_to_browsers(sandbox):
    plant(sandbox)
    served = requests.get(f"{sandbox.jira.url}/browse/apo-2", timeout=10)
    assert served.url.endswith("/browse/APO-2")
    assert served.text == sandbox.jira.page("APO-2")
    assert "Payments API contract" in requests.get(sandbox.jira.url, timeout=10).text
    landing = task_named(sandbox.clickup, LANDING)
    assert requests.get(f"{sandbox.clickup.url}/t/{landing}", timeout=10).text == sandbox.clickup.page(landing)
    assert LANDING in requests.get(sandbox.clickup.url, timeout=10).text
