"""What a sheet says, as a table or as JSON, and every mistake of it at once."""

import json
from datetime import date

import pytest

from config.mistakes import render
from sync.engagement import Contact, Scope, ScopeKind
from sync.neighbours.onboarding import Order, Promised
from tests.onboarding.conftest import CSV

NOVA = Order(
    name="nova",
    client="Nova Insurance",
    source="acme-jira",
    scope=Scope(ScopeKind.PROJECT, "NOV"),
    packs=("work-item", "risk-register"),
    timezone="Europe/Berlin",
    contacts=(
        Contact("Rosa Klein", "rosa@nova.example", ("milestones", "delays")),
        Contact("Jon Ek", "jon@nova.example", ("weekly",)),
    ),
    work_type="project",
    starts=date(2026, 4, 1),
    due=date(2026, 9, 30),
    criteria=("Brokers quote in two minutes.", "Every quote, old or new, is kept."),
    milestones=(Promised("Quote page", date(2026, 5, 29)), Promised("Broker portal")),
)
DOCUMENT = {
    "engagement": "nova",
    "client": {"name": "Nova Insurance", "timezone": "Europe/Berlin", "language": None},
    "source": "acme-jira",
    "scope": {"project": "NOV"},
    "packs": ["work-item", "risk-register"],
    "work_type": "project",
    "contacts": [
        {"name": "Rosa Klein", "email": "rosa@nova.example", "receives": ["milestones", "delays"]},
        {"name": "Jon Ek", "email": "jon@nova.example", "receives": ["weekly"]},
    ],
    "starts": "2026-04-01",
    "due": "2026-09-30",
    "success_criteria": ["Brokers quote in two minutes.", "Every quote, old or new, is kept."],
    "milestones": [{"name": "Quote page", "due": "2026-05-29"}, {"name": "Broker portal", "due": None}],
    "home": None,
}
SMALL = "engagement,client,source,project,packs\n{}"


def told(found):
    return [(one.line, one.column, one.message) for one in found.mistakes]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (CSV, "order.csv"),
        ("\ufeff" + CSV, "order.csv"),
        (CSV.replace("\n", "\r\n"), "ORDER.CSV"),
        (CSV + ",,,\n\n", "order.csv"),
        (CSV.replace("work type", "Work_Type"), "order.csv"),
        (json.dumps(DOCUMENT), "order.json"),
        (json.dumps(DOCUMENT, indent="\t").replace("/", "\\/"), "order.json"),
        ("\ufeff" + json.dumps(DOCUMENT, indent=2), "order.json"),
    ],
    ids=[
        "table",
        "byte order mark",
        "windows",
        "empty lines",
        "spelling",
        "json",
        "tabs and escapes",
        "json with mark",
    ],
)
def test_every_form_of_one_order_is_read_alike(read, text, name):
    found = read(text, name)
    assert found.mistakes == ()
    assert found.order == NOVA


def test_a_table_may_be_parted_by_semicolons(read):
    text = (
        'engagement;client;source;list;packs\nnova;"Nova; ""the"" Insurance";studio;9011;"work-item\nrisk-register"\n'
    )
    found = read(text)
    assert found.mistakes == ()
    assert found.order.client == 'Nova; "the" Insurance'
    assert (found.order.scope, found.order.packs) == (Scope(ScopeKind.LIST, "9011"), ("work-item", "risk-register"))


def test_every_mistake_of_a_table_is_told_with_line_and_column(read):
    found = read(
        "engagment,client,timezone,source,project,list,packs,contact,email,receives,due\n"
        "nova,,Europe/Berln,acme-jria,NOV,9,work-itme,Rosa,rosa at nova,milestons,2026-13-01\n"
        ",Nova,,,,,,Jon,,,\n"
    )
    assert found.order is None
    places = {(line, column) for line, column, _ in told(found)}
    assert places == {(1, 1), (2, 7), (2, 20), (2, 34), (2, 36), (2, 51), (2, 64), (2, 74), (3, 12)}
    messages = " ".join(message for _, _, message in told(found))
    for meant in ("engagement", "Europe/Berlin", "acme-jira", "work-item", "milestones"):
        assert f'did you mean "{meant}"?' in messages
    assert '"email" is missing' in messages
    assert '"2026-13-01" is not a day of the calendar' in messages


def test_every_mistake_of_json_is_told_with_its_path(read):
    text = json.dumps(
        {
            **DOCUMENT,
            "engagement": "apollo",
            "client": {"name": "Nova", "nam": "x"},
            "packs": ["work-item", "wok"],
            "contacts": [{"name": "Rosa", "email": "rosa"}],
            "milestones": [{"name": "One", "due": "soon"}, {"due": "2026-05-29"}],
        }
    )
    found = read(text, "order.json")
    paths = [message.partition(": ")[0] for _, _, message in told(found)]
    assert paths == ["engagement", "client.nam", "packs[1]", "contacts[0].email", "milestones[0].due", "milestones[1]"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nova,Nova,acme-jira,,work-item\n", "nothing is chosen here"),
        ("nova,Nova,acme-jira,NOV,\n", '"packs" is missing'),
        ("nova,Nova,acme-jira,NOV,work-item,stray\n", "behind the last column"),
        ("nova,Nova,acme-jira,NOV,work-item\nother,,,,\n", "one sheet is one engagement"),
        ("", "is missing"),
    ],
)
def test_what_a_table_lacks_or_has_too_much_of(read, line, message):
    found = read(SMALL.format(line))
    assert found.order is None
    assert any(message in one.message for one in found.mistakes)


def test_the_same_value_in_several_lines_is_one_value(read):
    assert read(SMALL.format("nova,Nova,acme-jira,NOV,work-item\nnova,,,NOV,\n")).order.name == "nova"


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ('{"engagement": "nova",', "order.json", "order.json:1"),
        ('{"engagement": nova}', "order.json", "this is not JSON"),
        ("engagement: nova", "order.yaml", "ends in .csv or .json"),
        ("", "order.json", "this is not JSON"),
        ("[]", "order.json", "begins with a key"),
    ],
)
def test_what_is_no_sheet_is_told_so(read, text, name, message):
    found = read(text, name)
    assert found.order is None
    assert message in render(found.mistakes, found.texts)


def test_a_table_in_another_encoding_is_told_so(read):
    found = read(SMALL.format("nova,Müller,acme-jira,NOV,work-item\n"), encoding="latin-1")
    assert [(one.line, "save the file as UTF-8" in one.message) for one in found.mistakes] == [(2, True)]
