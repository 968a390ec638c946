"""Who may read the comment: a key of an engagement."""

import pytest

BASE = """\
version: 1
sources:
  - {name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}
  - {name: studio, kind: clickup, team: "9001"}
engagements:
  - {name: apollo, source: acme-jira, scope: {project: APO}, packs: [delivery],
     roles: {project-manager: [ana@acme.example]}COMMENT}
"""
ON_CLICKUP = BASE.replace("acme-jira, scope: {project: APO}", 'studio, scope: {list: "9"}')


@pytest.fixture
def loaded(configured):
    return lambda text, comment="": configured({"stageward.yaml": text.replace("COMMENT", comment)}).load()


def test_without_the_key_everybody_reads_it(loaded):
    [apollo] = loaded(BASE).installation.engagements
    assert apollo.comment_visible_to is None


def test_a_role_may_be_named(loaded):
    told = loaded(BASE, ", comment: {visible_to: Service Desk Team}")
    assert told.installation.engagements[0].comment_visible_to == "Service Desk Team"
    assert told.warnings == ()


def test_on_clickup_it_is_a_warning_at_its_place(loaded):
    told = loaded(ON_CLICKUP, ", comment: {visible_to: Team}")
    [warning] = told.warnings
    assert warning.message == "ClickUp cannot show a comment to some people only; everybody who sees the task reads it"
    assert warning.line == 7
    assert told.installation is not None


@pytest.mark.parametrize("comment", ["{}", "{visible_to: }", "{visible_to: [a, b]}", "{visible: a}"])
def test_anything_else_is_a_mistake(loaded, comment):
    assert len(loaded(BASE, f", comment: {comment}").mistakes) >= 1
