"""The judges find what is wrong, and pass over only what was played on purpose."""

import json

import pytest

from tests.conformance.judging import judge

RIGHT = {
    "source": "jira-cloud",
    "method": "POST",
    "path": "/rest/api/3/search/jql",
    "query": {},
    "content_type": "application/json",
    "body": {"jql": "project = APO"},
    "client": "stageward/1",
    "status": 200,
    "fault": False,
    "answer": '{"issues": [{"id": "1", "key": "APO-1"}], "isLast": true}',
    "during": "tests/a.py::test_it",
}
FORBIDDEN = {"body": {"jql": "project = APO", "startAt": 0}}
HISTORY = '{"values": [{"created": "2026-01-01T00:00:00.000+0000", "items": [{"field": "x", "%s": %s}]}]}'


@pytest.fixture
def found_in(tmp_path, shared):
    """Judge exchanges, each told by how it differs from the right one."""

    def find(*differences):
        lines = [json.dumps({**RIGHT, **one}) for one in differences]
        (tmp_path / "1.jsonl").write_text("\n".join(lines))
        return judge(tmp_path, shared)

    return find


def test_what_is_right_is_counted_and_named(found_in):
    found = found_in({}, {})
    assert repr(found) == "traffic: 2 requests of 1 operations and 2 answers, 0 not as described"
    assert found.ours == {"POST /rest/api/3/search/jql"}


def test_a_forbidden_request_is_found_with_the_test_that_made_it(found_in):
    [wrong] = found_in(FORBIDDEN).wrong_requests
    assert "test_it" in wrong
    assert "'startAt' was unexpected" in wrong


def test_a_connector_is_not_excused_by_a_refusal(found_in):
    assert found_in(FORBIDDEN | {"status": 400, "answer": "{}"}).wrong_requests


def test_a_request_made_by_hand_may_be_wrong_where_the_sandbox_refuses_it(found_in):
    by_hand = FORBIDDEN | {"client": "python-requests/2"}
    assert found_in(by_hand).wrong_requests
    assert not found_in(by_hand | {"status": 400, "answer": "{}"}).wrong_requests


def test_of_a_fault_only_the_request_is_judged(found_in):
    found = found_in(FORBIDDEN | {"fault": True, "answer": None, "status": 200})
    assert (len(found.wrong_requests), found.answers) == (1, 0)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"answer": '{"issues": {}}'}, "/issues is not of type 'array'"),
        ({"answer": '{"issues": [{"id": 1}]}'}, "/issues/*/id is not of type 'string'"),
        ({"answer": '{"isLast": null}'}, "/isLast is null where 'boolean' is described"),
        ({"status": 201}, "status 201 is not described"),
    ],
)
def test_a_forbidden_answer_is_found(found_in, answer, said):
    [wrong] = found_in(answer).wrong_answers
    assert said in wrong


def test_an_answer_of_another_form_is_judged_although_one_was_judged(found_in):
    assert found_in({}, {"answer": '{"issues": [{"id": "2", "key": "APO-2"}, {"id": 3}]}'}).wrong_answers


def test_a_defect_is_tolerated_where_it_is_and_nowhere_else(found_in):
    changes = {"method": "GET", "path": "/rest/api/3/issue/APO-1/changelog", "body": None}
    tolerated = found_in(changes | {"answer": HISTORY % ("from", "null")})
    assert not tolerated.wrong_answers
    assert tolerated.tolerated
    assert found_in(changes | {"answer": HISTORY % ("fieldtype", "null")}).wrong_answers


def test_a_word_that_is_not_among_those_described_is_found(found_in):
    me = {"method": "GET", "path": "/rest/api/3/myself", "body": None}
    assert not found_in(me | {"answer": '{"accountType": "customer"}'}).wrong_answers
    assert found_in(*(me | {"answer": f'{{"accountType": "{kind}"}}'} for kind in ("customer", "robot"))).wrong_answers
