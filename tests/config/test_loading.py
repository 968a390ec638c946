"""What right files become."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from config.load import load, load_pack
from config.mistakes import render
from rules.measures.case import Colleague
from rules.measures.target import Cadence, StepUp, Target
from rules.model import Severity
from rules.pack import Condition, Group
from sync.engagement import Approval, HoldBy, Limits, MailMode, Mode, Scope, ScopeKind, SurveyTerms, Weekly

ROOT = Path(__file__).resolve().parents[2]

FULL = """\
version: 1
state: {url: "sqlite:///data/gate.db"}
schedule: {every: 90 seconds, full_scan: 12 hours}
limits: {changes: 5, share: 12.5%, share_from: 3, mails: 2}
labels: {prefix: "check:"}
rule_pages: https://forge.example/rules/
sources:
  - {name: dc, kind: jira, flavor: datacenter, url: "http://127.0.0.1:8080/"}
  - {name: studio, kind: clickup, team: 9001}
mail:
  from: "Delivery <delivery@acme.example>"
  smtp: {host: 127.0.0.1, port: 1025, starttls: false}
  mode: send
  allow_domains: [Client.example]
engagements:
  - name: orbit
    client:
      name: Orbit
      timezone: America/New_York
      holidays: [2026-12-25]
      work: {days: [monday, Tuesday], hours: "08:30-16:00"}
      contacts: [{name: Sam, email: sam@client.example, receives: [milestones]}]
    source: studio
    scope: {list: 0012}
    home: abc
    work_type: recurring
    mode: enforce
    packs: [delivery]
    stages: {no: Review, "In Review": [Review]}
    fields: {due: Due date}
    client_visible: {types: [Story], fields: [Due], title: title}
    hold: {return: true}
    approval: {field: Client approval}
    baseline: {field: Agreed date}
    roles: {project-manager: ana@acme.example}
    enforce_since: 2026-11-01
    notices: {milestone: send, weekly: off}
    weekly: {day: friday, at: 15:00}
    survey: {every: 6 months, link: "https://forms.example/orbit?from=mail#top"}
    targets: {on_time: at least 90%}
    step_up: {after: 3 months, by: 5%}
    digest: {project-manager: daily}
team: {admin: admin@acme.example}
digest: {delivery-manager: weekly}
targets: {csat: more than 8, response_time: at most 4 working hours}
people: {ana@acme.example: {hours: 32 per week, skills: [react]}}
"""


def pack_of(text: str):
    pack, mistakes = load_pack(text.encode(), "p.yaml")
    assert [one for one in mistakes if not one.is_warning] == []
    assert pack is not None
    return pack


@pytest.fixture
def full(configured):
    loaded = configured({"stageward.yaml": FULL.replace("4 working hours", "4 hours")}).load()
    assert render(loaded.mistakes, loaded.texts) == ""
    return loaded.installation


def test_the_example_installation_has_no_mistake_and_no_warning():
    loaded = load(ROOT / "config" / "stageward.yaml")

    assert render(loaded.mistakes + loaded.warnings, loaded.texts) == ""
    assert [one.source for one in loaded.installation.engagements] == ["acme-jira", "studio"]


def test_an_engagement_is_what_was_written(full):
    (orbit,) = full.engagements

    assert orbit.scope == Scope(ScopeKind.LIST, "0012")
    assert orbit.mode is Mode.ENFORCE
    assert orbit.hold == HoldBy(back=True)
    assert orbit.stages == {"no": ("Review",), "In Review": ("Review",)}
    assert orbit.roles == {"project-manager": ("ana@acme.example",)}
    assert orbit.enforce_since == date(2026, 11, 1)
    assert orbit.notices == {"milestone": MailMode.SEND, "weekly": MailMode.OFF}
    assert orbit.limits == Limits(changes=5, share=0.125, share_from=3, mails=2)
    assert orbit.label_prefix == "check:"
    assert orbit.rule_pages == "https://forge.example/rules"
    assert (orbit.approval, orbit.baseline_field) == (Approval("Client approval"), "Agreed date")
    assert orbit.weekly == Weekly(4, time(15))
    assert orbit.survey == SurveyTerms(6, "https://forms.example/orbit?from=mail#top")
    assert orbit.client.zone.key == "America/New_York"
    assert orbit.client.work.days == (0, 1)
    assert (orbit.client.work.opens, orbit.client.work.closes) == (time(8, 30), time(16))
    assert orbit.client.work.holidays == (date(2026, 12, 25),)


def test_what_was_agreed_for_an_engagement_is_kept_beside_it(full):
    terms = full.terms["orbit"]

    assert terms.targets == {"on_time": Target("at_least", 90.0, "%")}
    assert terms.step_up == StepUp(Cadence(3, "months"), 0.05)
    assert full.engagements[0].digest == {"project-manager": "daily"}


def test_the_rest_of_the_installation_is_what_was_written(full, tmp_path):
    assert full.state_url == f"sqlite:///{tmp_path}/data/gate.db"
    assert (full.schedule.every, full.schedule.full_scan) == (timedelta(seconds=90), timedelta(hours=12))
    assert [(one.name, one.flavor, one.url, one.team) for one in full.sources] == [
        ("dc", "datacenter", "http://127.0.0.1:8080", None),
        ("studio", None, None, "9001"),
    ]
    assert (full.mail.mode, full.mail.first_contact, full.mail.allow_domains) == (
        MailMode.SEND,
        MailMode.HOLD,
        ("client.example",),
    )
    assert (full.smtp.port, full.smtp.starttls) == (1025, False)
    assert full.targets == {"csat": Target("more_than", 8.0), "response_time": Target("at_most", 4.0, "hours")}
    assert full.people == {"ana@acme.example": Colleague(32.0, ("react",))}
    assert full.digest == {"delivery-manager": "weekly"}


def test_little_is_needed_and_the_rest_is_cautious(configured):
    installation = configured({}).load().installation

    (apollo,) = installation.engagements
    assert apollo.mode is Mode.OBSERVE
    assert apollo.client.name == "apollo"
    assert apollo.limits == Limits()
    assert (installation.mail, installation.smtp, installation.waivers) == (None, None, ())


def test_text_of_rules_stays_as_it_stands():
    rule = pack_of("""\
pack: p
rules:
  - name: r
    says: true
    when: {type: [no, 1.10], status_not: Null, field: {Cost: 0012}}
    must:
      - {field: Version, equals: 1.10}
      - any_of: [{link: [blocks, on], is: present}, {children: {type: Task}, is: complete, where: {label: 12:30}}]
    otherwise: block
""").rules[0]

    assert rule.says == "true"
    assert rule.otherwise is Severity.BLOCK
    assert rule.when == {"type": ("no", "1.10"), "status_not": ("Null",), "field:Cost": ("0012",)}
    assert rule.must == (
        Condition("field", "Version", "equals", "1.10"),
        Group(
            "any_of",
            (
                Condition("link", ("blocks", "on"), "is", "present"),
                Condition("children", {"type": "Task"}, "is", "complete", where=Condition("label", "12:30")),
            ),
        ),
    )


def test_values_of_examples_become_what_they_are():
    (example,) = (
        pack_of("""\
pack: p
rules:
  - name: r
    says: s
    must: [{field: A, is: filled in}]
    examples:
      passes:
        - {A: 5, B: -1.50, C: "5", D: true, E: ~, F: 2026-03-09, G: [1, x], H: yes, I: 1e3, J: , title: 7, status: no,
           assignee: bo@acme.example, checklists: {L: [[1, true], [two, false]]}, comments: [{by: client, text: 5}],
           due: 2026-03-09, time_in: {Work: 16 hours}, K: 99999999999999999999999999999999999999999999}
""")
        .rules[0]
        .examples.passes
    )

    assert example == {
        "A": 5,
        "B": -1.5,
        "C": "5",
        "D": True,
        "E": None,
        "F": "2026-03-09",
        "G": [1, "x"],
        "H": "yes",
        "I": "1e3",
        "J": None,
        "title": "7",
        "status": "no",
        "assignee": "bo@acme.example",
        "checklists": {"L": [["1", True], ["two", False]]},
        "comments": [{"by": "client", "text": "5"}],
        "due": "2026-03-09",
        "time_in": {"Work": "16 hours"},
        "K": "9" * 44,
    }
