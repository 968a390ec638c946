"""The comment in its five states and four forms, byte for byte as agreed.

After a wanted change, write the files anew and read them: `python -m tests.comment.test_looks`.
"""

from pathlib import Path

import pytest
from adf_bridge import validate_adf

from connectors.jira.adf import document
from rules.model import Standing
from tests.comment.forms import FORMS
from tests.comment.states import STATES, VERDICTS

GOLDEN = Path(__file__).parent / "golden"


def golden(state, form):
    return GOLDEN / f"{state}.{FORMS[form].ending}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", STATES)
def test_it_looks_as_agreed(state, form):
    assert FORMS[form].text(STATES[state]) == golden(state, form).read_text("utf-8")


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_the_standing_it_is_called_by(state):
    assert VERDICTS[state].standing is Standing(state)


@pytest.mark.parametrize("state", STATES)
def test_jira_takes_the_document(state):
    validate_adf(document(STATES[state]))


def test_every_golden_file_is_compared():
    assert {path.name for path in GOLDEN.iterdir()} == {golden(state, form).name for state in STATES for form in FORMS}


if __name__ == "__main__":
    for each in STATES:
        for name, form in FORMS.items():
            golden(each, name).write_text(form.text(STATES[each]), "utf-8")
