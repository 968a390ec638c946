"""How far kinds of mail go in a kind of work; each mistake is told where it stands (▲)."""

import pytest

START = """\
version: 1
sources: [{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}]
"""


def file(engagement="", work_types=""):
    said = f"work_types: {work_types}\n" if work_types else ""
    return (
        f"{START}{said}"
        f"engagements: [{{name: apollo, source: acme-jira, scope: {{project: APO}}, packs: [delivery]{engagement}}}]\n"
    )


@pytest.fixture
def notices(configured):
    """What becomes of notices in the one engagement of a file."""

    def load(text):
        loaded = configured({"stageward.yaml": text}).load()
        (engagement,) = loaded.installation.engagements
        return dict(engagement.notices)

    return load


@pytest.mark.parametrize(
    ("engagement", "work_types", "found"),
    [
        ("", "", {}),
        (", work_type: project", "", {}),
        (", work_type: support", "", {"milestone": "off"}),
        (", work_type: support, notices: {milestone: send}", "", {"milestone": "send"}),
        (", work_type: support, notices: {delay: off}", "", {"milestone": "off", "delay": "off"}),
        (", work_type: support", "{support: {notices: {milestone: hold}}}", {"milestone": "hold"}),
        (", work_type: support", "{support: {notices: {survey: off}}}", {"milestone": "off", "survey": "off"}),
        (", work_type: support", "{project: {notices: {milestone: send}}}", {"milestone": "off"}),
        (", work_type: recurring", "{recurring: {notices: {weekly: send}}}", {"weekly": "send"}),
        (
            ", work_type: recurring, notices: {weekly: off}",
            "{recurring: {notices: {weekly: send, delay: hold}}}",
            {"weekly": "off", "delay": "hold"},
        ),
        ("", "{support: {notices: {survey: off}}}", {}),
        (", work_type: support", "{support: {}}", {"milestone": "off"}),
    ],
)
def test_an_engagement_s_own_word_goes_before_that_of_its_kind_of_work(notices, engagement, work_types, found):
    assert notices(file(engagement, work_types)) == found


MISTAKES = {
    "a kind of work there is not": ("{▲helpdesk: {notices: {delay: off}}}", '"helpdesk" is not allowed'),
    "a kind of notice there is not": ("{support: {notices: {▲milestones: off}}}", '"milestones" is not allowed'),
    "a word that is none": ("{support: {notices: {delay: ▲never}}}", '"never" is not allowed'),
    "another key": ("{support: {▲packs: [delivery]}}", '"packs"'),
}


@pytest.mark.parametrize(("work_types", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_where_it_stands(configured, places, work_types, told):
    text = file(work_types=work_types)
    (mistake,) = configured({"stageward.yaml": text}).load().mistakes
    assert (mistake.line, mistake.column) == places(text)[0]
    assert told in mistake.message
