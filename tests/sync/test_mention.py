"""A mention of a person, as each tracker writes it, and nothing else that becomes one."""

from adf_bridge import validate_adf

from connectors.clickup.richtext import plain, render
from connectors.jira.adf import document
from sync.comment import Paragraph, Run, StickyComment, plain_text

CALLED = StickyComment((Paragraph((Run("With "), Run("@Ana Lima", mention="183"), Run(" and @Bo."))),))


def test_jira_gets_a_node_of_its_own_and_text_beside_it():
    rendered = document(CALLED)
    (paragraph,) = rendered["content"]
    validate_adf(rendered)
    assert [node["type"] for node in paragraph["content"]] == ["text", "mention", "text"]
    assert paragraph["content"][1]["attrs"] == {"id": "183", "text": "@Ana Lima"}


def test_clickup_gets_a_run_that_names_the_member():
    runs = render(CALLED)
    assert {"text": "@Ana Lima", "type": "tag", "user": {"id": 183}} in runs
    assert plain(runs) == plain_text(CALLED)


def test_somebody_who_is_no_member_of_clickup_is_named_in_text():
    foreign = StickyComment((Paragraph((Run("@Ana", mention="5b10:x"),)),))
    assert [run.get("type") for run in render(foreign)] == [None, None]
    assert plain(render(foreign)) == "@Ana"
