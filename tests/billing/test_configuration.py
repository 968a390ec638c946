"""What an engagement may say of billing and of suggestions, and what is told where it cannot be so."""

import pytest

from config.load import load
from sync.engagement import Billing

MAIN = """\
version: 1
sources: [{{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}}]
engagements:
  - name: apollo
    source: acme-jira
    scope: {{project: APO}}
    packs: [delivery]
    {}
"""
PACK = "pack: delivery\nstages: [{stage: Work}, {stage: Accepted}]\n"


@pytest.fixture
def read(tmp_path):
    def read_with(line):
        (tmp_path / "rules").mkdir()
        (tmp_path / "rules" / "delivery.yaml").write_text(PACK)
        (tmp_path / "stageward.yaml").write_text(MAIN.format(line))
        return load(tmp_path / "stageward.yaml")

    return read_with


@pytest.mark.parametrize("address", ["https://billing.example/records", "http://127.0.0.1:8080/records"])
def test_a_stage_and_an_address(read, address):
    (engagement,) = read(f'billing: {{when: accepted, webhook: "{address}"}}').installation.engagements
    assert engagement.billing == Billing("accepted", address)


def test_knowledge_ends_without_a_slash(read):
    line = 'work_type: support\n    suggest: true\n    knowledge: ["https://wiki.example/support/"]'
    (engagement,) = read(line).installation.engagements
    assert (engagement.suggests, engagement.knowledge) == (True, ("https://wiki.example/support",))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("billing: {when: Acceptd}", 'there is no stage "Acceptd"'),
        ("billing: {webhook: https://billing.example}", '"when" is missing'),
        ("billing: {when: Accepted, webhook: http://billing.example}", "would be sent in the open"),
        ("billing: {when: Accepted, webhook: https://a:b@billing.example}", "a password does not belong into the file"),
        ("suggest: true", "suggestions are made for support"),
        ("work_type: support\n    suggest: maybe", "needs true or false"),
    ],
)
def test_what_cannot_be_so_is_told(read, line, message):
    (mistake,) = read(line).mistakes
    assert message in mistake.message


def test_pages_without_suggestions_are_worth_a_warning(read):
    (warning,) = read("knowledge: [https://wiki.example]").warnings
    assert "suggest: true" in warning.message
