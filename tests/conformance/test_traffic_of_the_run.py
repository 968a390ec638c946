"""Everything any test of this run asked, and was answered, is as the official descriptions say."""

import re

from tests.conformance.answers import DEFECTS, PLAYED
from tests.docs.pages import CODE, ROOT, code_words, sections

PAGE = ROOT / "docs" / "conformance.md"
OPERATION = re.compile(r"(GET|PUT|POST|DELETE) /")


def section(title):
    return next(text for name, text in sections(PAGE) if name == title)


def operations_of_the_page():
    tables = "".join(section(tracker) for tracker in ("Jira Cloud", "Jira Data Center", "ClickUp"))
    cells = [row.split(" | ")[0] for row in tables.splitlines() if row.startswith("| `")]
    return [word for cell in cells for word in CODE.findall(cell)]


def test_no_request_is_one_the_descriptions_forbid(judged):
    assert not judged.wrong_requests, "\n".join(judged.wrong_requests)


def test_no_answer_of_the_sandbox_is_one_the_descriptions_forbid(judged):
    assert not judged.wrong_answers, "\n".join(judged.wrong_answers)


def test_every_operation_the_connectors_use_is_on_the_page(judged):
    assert judged.ours - set(operations_of_the_page()) == set()


def test_every_operation_on_the_page_is_used(whole_run, judged):
    named = operations_of_the_page()
    assert len(named) == len(set(named))
    assert set(named) - judged.ours == set()


def test_every_operation_whose_requests_need_tolerance_is_on_the_page(judged):
    named = {word for word in code_words(section("In what is asked")) if OPERATION.match(word)}
    assert judged.with_notes - named == set()


def test_every_defect_tolerated_in_an_answer_is_on_the_page():
    text = section("In what is answered")
    assert [one.why for one in DEFECTS if one.why not in text] == []
    assert len([row for row in text.splitlines() if row.startswith("|")]) == len(DEFECTS) + 2


def test_no_defect_is_tolerated_that_no_answer_has(whole_run, judged):
    assert {*DEFECTS, *PLAYED} - judged.tolerated == set()
