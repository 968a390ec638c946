"""Answers have the shape the official descriptions give them, where those are known to be right."""

import sys

import pytest
import requests

from connectors.sandbox.story import plant
from connectors.sandbox.story_apollo import plant as plant_apollo
from connectors.sandbox.story_lumen import LANDING, task_named

# The description forgets that a change from or to nothing is told as null.
FORGOTTEN_NULLS = frozenset({"from", "fromString", "to", "toString"})


@pytest.fixture
def spec(shared, monkeypatch):
    monkeypatch.syspath_prepend(shared / "conformance")
    import spec

    yield spec
    sys.modules.pop("spec")


def mistakes(source, address, answer):
    path = requests.models.urlsplit(address).path
    operation = source.find("GET", source.path_of(path))
    described = source._deref(operation.op["responses"]["200"])["content"]["application/json"]["schema"]
    found = source._validator(("answer", operation.name), described).iter_errors(answer.json())
    return [f"{list(one.absolute_path)}: {one.message}" for one in found if not is_forgotten_null(one)]


def is_forgotten_null(error):
    return error.instance is None and error.absolute_path[-1] in FORGOTTEN_NULLS


@pytest.mark.parametrize(
    "path",
    [
        "/search/jql?jql=project=APO&fields=*all&expand=changelog,transitions,names",
        "/issue/APO-3?expand=changelog,renderedFields",
        "/issue/APO-3/comment",
        "/issue/APO-3/transitions",
        "/issue/APO-3/changelog",
        "/issue/APO-3/properties",
        "/field",
        "/myself",
        "/serverInfo",
        "/project/APO",
        "/project/APO/statuses",
        "/status",
        "/issuetype",
        "/mypermissions?permissions=BROWSE_PROJECTS",
    ],
)
def test_jira_answers_as_described(sandbox, jira, spec, path):
    plant(sandbox)
    answer = jira.get(path)
    assert answer.status_code == 200
    assert mistakes(spec.cloud(), f"/rest/api/3{path}", answer) == []


# The description says that a value of a field is an object, and that lists are single things.
DATA_CENTER_DEFECTS = ("is not of type 'object'", "is not of type 'string'")


@pytest.mark.parametrize(
    "path",
    [
        "/search?jql=project=APO&fields=*all&expand=changelog,names",
        "/issue/APO-3?expand=changelog",
        "/issue/APO-3/comment",
        "/issue/APO-3/transitions",
        "/issue/APO-3/properties",
        "/field",
        "/myself",
        "/serverInfo",
        "/user?username=ana",
        "/project/APO",
        "/project/APO/statuses",
        "/status",
        "/issuetype",
        "/mypermissions",
        "/jql/autocompletedata/suggestions?fieldName=labels&fieldValue=",
    ],
)
def test_data_center_answers_as_described(sandbox, datacenter, spec, path):
    plant_apollo(sandbox.datacenter)
    answer = datacenter.get(path)
    assert answer.status_code == 200
    found = mistakes(spec.datacenter(), f"/rest/api/2{path}", answer)
    assert [one for one in found if not one.endswith(DATA_CENTER_DEFECTS)] == []
    assert "accountId" not in answer.text


@pytest.mark.parametrize(
    "path", ["/search/jql?jql=project=APO", "/issue/APO-3/changelog", "/label", "/issue/bulkfetch"]
)
def test_data_center_has_nothing_where_only_the_cloud_has(sandbox, datacenter, path):
    plant_apollo(sandbox.datacenter)
    assert datacenter.get(path).status_code in (404, 405)


# Left out are those whose description contradicts ClickUp's real answers, such as assignees given as text.
@pytest.mark.parametrize(
    "path", ["/task/{task}/comment", "/list/901100/field", "/space/90120/tag", "/team/9001/custom_item"]
)
def test_clickup_answers_as_described(sandbox, clickup, spec, path):
    plant(sandbox)
    path = path.format(task=task_named(sandbox.clickup, LANDING))
    answer = clickup.get(path)
    assert answer.status_code == 200
    assert mistakes(spec.clickup(), f"/api/v2{path}", answer) == []
