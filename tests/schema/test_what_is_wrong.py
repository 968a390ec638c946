"""What `check` calls a mistake of words or keys, an editor underlines; what only `check` can know, it leaves alone."""

import pytest
import yaml

from config.marks import read
from tests.config.test_a_pack_with_a_mistake import MALFORMED, must
from tests.config.test_an_installation_with_a_mistake import STAGEWARD_YAML
from tests.config.test_waivers_with_a_mistake import WAIVERS_YAML

WORDS_AND_KEYS = (
    "is not a key here",
    "is not allowed; choose one of",
    "cannot be asked of",
    "needs a subject",
    "needs a test",
    "one subject",
    "one test",
    "stands alone",
    "needs a list",
    "needs a mapping",
    "needs text",
    "is missing",
    "is empty",
)
NAMES = ("there is no stage", "there is no rule", "there is no pack", "there is no source")
FOR_CHECK_ALONE = "mail without a server"  # mode `off` needs none


def cases(telling):
    """Return the mistakes that tell one of these, with the files they are in; files that are no YAML are left out."""
    waivers = {name: (f"waivers:\n  - {text}\n", message) for name, (text, message) in WAIVERS_YAML.items()}
    tables = {"packs": MALFORMED, "configuration": STAGEWARD_YAML, "waivers": waivers}
    return [
        pytest.param(kind, text, id=name)
        for kind, table in tables.items()
        for name, (marked, message) in table.items()
        if any(words in message for words in telling) and name != FOR_CHECK_ALONE
        if not read((text := marked.replace("▲", "")).encode()).snags
    ]


@pytest.mark.parametrize(("kind", "text"), cases(WORDS_AND_KEYS))
def test_a_wrong_word_or_key_is_underlined(kind, text, complaints):
    assert complaints(kind, text)


@pytest.mark.parametrize(("kind", "text"), cases(NAMES))
def test_a_name_nobody_has_is_underlined_once_the_names_are_known(kind, text, complaints_at_home):
    assert any("is not one of" in told or "is not valid under any" in told for told in complaints_at_home(kind, text))


@pytest.mark.parametrize(("kind", "text"), cases(NAMES[:2]))
def test_without_the_names_any_may_be_meant(kind, text, complaints):
    assert complaints(kind, text) == []


@pytest.mark.parametrize(
    "condition",
    [
        "{field: Mitigaton, is: filled in}",
        "{field: due, before: Agreed date}",
        "{field: due, same_as: Agreed date}",
        "{comment: {by: project-manger}, is: present}",
        "{between: {from: due, to: Agreed}, at_most: 3 days}",
        "{any_of: [{label: x}, {none_of: [{field: Mitigaton, is: empty}]}]}",
        "{label: x, where: {field: Mitigaton, is: empty}}",
        "{time_in: Wrok, at_most: 2 hours}",
    ],
)
def test_a_misspelt_name_is_underlined_wherever_it_stands(condition, complaints, complaints_at_home):
    assert complaints("packs", must(condition)) == []
    assert complaints_at_home("packs", must(condition))


@pytest.mark.parametrize(
    "condition",
    [
        "{field: Mitigation, is: filled in}",
        "{field: Probability, equals: 3}",
        "{field: due, before: today + 5 working days}",
        "{field: due, not_before: 2026-03-09}",
        "{field: due, after: start}",
        "{field: Mitigation, is: true}",
        "{comment: {by: project-manager}, is: present}",
        "{comment: {by: [client, anyone]}, by_not: assignee}",
        "{between: {from: due, to: now}, at_most: 3 days}",
        "{time_in: status, at_most: takes}",
        "{label: a label of the future}",
        "{children: any, all_in_status: [Shipped]}",
    ],
)
def test_known_names_and_free_words_are_left_alone(condition, complaints_at_home):
    assert complaints_at_home("packs", must(condition)) == []


def test_numbers_truths_and_dates_are_read_as_an_editor_reads_them(complaints):
    rule = "pack: x\nrules:\n- {name: x, says: 12, must: [{field: no, one_of: [1.10, true, 2026-03-09]}], fix: yes}\n"
    assert complaints("packs", rule) == []
    assert yaml.safe_load(rule)["rules"][0]["fix"] is True  # as YAML 1.1 has it, which no editor does
