"""What is told without stopping anything."""

from pathlib import Path

BASE = """\
version: 1
sources:
  - {name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}
engagements:
  - name: apollo
    source: acme-jira
    scope: {project: APO}
    packs: [delivery]
    roles: {project-manager: [ana@acme.example]}
"""
MAIL = "mail: {from: a@acme.example, smtp: {host: 127.0.0.1}, allow_domains: [client.example]}\n"


def warned(configured, files: dict[str, str]) -> list[str]:
    loaded = configured(files).load()
    assert loaded.mistakes == ()
    assert loaded.installation is not None
    return [one.message for one in loaded.warnings]


def test_nothing_is_said_of_files_that_are_right(configured):
    assert warned(configured, {}) == []


def test_an_expired_waiver(configured):
    text = (
        "waivers: [{rule: has-a-due-date, tickets: [APO-1], until: 2026-11-21, because: A good reason., "
        "by: ana@acme.example}]"
    )
    assert warned(configured, {"waivers.yaml": text}) == ["this waiver is expired: it held until 2026-11-21"]
    assert warned(configured, {"waivers.yaml": text.replace("11-21", "11-22")}) == []


def test_a_waiver_for_a_ticket_of_another_project(configured):
    text = (
        "waivers: [{rule: has-a-due-date, tickets: [APO-1, ZZZ-1], until: 2026-11-30, because: A good reason., "
        "by: ana@acme.example}]"
    )
    assert warned(configured, {"waivers.yaml": text}) == ['"ZZZ-1" is no ticket of an engagement this rule is for']


def test_a_contact_outside_the_allowed_domains_while_mail_is_held(configured):
    text = BASE + "    client: {name: A, contacts: [{name: L, email: l@other.example}]}\n" + MAIL
    assert warned(configured, {"stageward.yaml": text}) == [
        "other.example is not among mail.allow_domains; no mail would reach l@other.example"
    ]


def test_notices_that_would_wait_for_what_clients_may_not_see(configured):
    client = "    client: {name: A, contacts: [{name: L, email: l@client.example, receives: [delays, weekly]}]}\n"
    assert warned(configured, {"stageward.yaml": BASE + client + MAIL}) == [
        "delay alerts would wait: add Mitigation, Reason, Impact (fields) to client_visible",
        "weekly updates would wait: add Risk (types) to client_visible",
    ]


def test_changes_of_scope_that_would_wait_for_what_clients_may_not_see(configured):
    client = "    client: {name: A, contacts: [{name: L, email: l@client.example, receives: [approvals]}]}\n"
    visible = "    client_visible: {fields: [Description, Impact on time]}\n"
    text = BASE.replace("[delivery]", "[change-control]") + client + visible + MAIL
    files = {"stageward.yaml": text, "rules/changes.yaml": "pack: change-control\nstages: [{stage: With Client}]\n"}
    assert "requests for approval would wait: add estimate, Impact on budget (fields) to client_visible" in warned(
        configured, files
    )
    other = files | {"stageward.yaml": text.replace("[change-control]", "[delivery]")}
    assert not [said for said in warned(configured, other) if "approval" in said]


def test_roles_and_fields_no_rule_uses(configured):
    text = BASE.replace("roles: {", "fields: {Colour: customfield_1}\n    roles: {colour-expert: [b@acme.example], ")
    assert warned(configured, {"stageward.yaml": text}) == [
        'no rule of this engagement uses "Colour"',
        'no rule of this engagement uses "colour-expert"',
    ]


def test_roles_nobody_has_once_per_pack(configured):
    pack = (
        "pack: delivery\nowner: Delivery Office\nstages: [{stage: A, role: delivery office}]\n"
        "rules: [{name: r, says: s, waivable_by: [boss], must: [{label: l}], examples: {passes: [{labels: [l]}]}}]\n"
    )
    assert warned(configured, {"rules/delivery.yaml": pack}) == [
        'nobody is "delivery-office"; name people under roles of apollo',
        'nobody is "boss"; name people under roles of apollo',
    ]


def test_plain_http_that_is_allowed(configured):
    text = BASE.replace("https://acme.example,", "http://acme.example, allow_http: true,")
    assert warned(configured, {"stageward.yaml": text}) == ["the token travels unencrypted to this address"]


def test_a_folder_of_templates_that_is_not_there(configured, tmp_path: Path):
    text = BASE + "templates_dir: wording\n"
    assert warned(configured, {"stageward.yaml": text}) == [
        'the folder does not exist: "wording"; the built-in wording is used'
    ]
    (tmp_path / "wording").mkdir()
    assert warned(configured, {"stageward.yaml": text}) == []


def test_an_example_in_a_stage_the_pack_does_not_have(configured):
    pack = (
        "pack: delivery\nstages: [{stage: A}]\n"
        "rules: [{name: r, says: s, must: [{label: l}], examples: {fails: [{stage: B}]}}]\n"
    )
    assert warned(configured, {"rules/delivery.yaml": pack}) == ['there is no stage "B"; choose one of: A']


def test_ever_so_many_warnings_never_hide_a_mistake(configured):
    rules = "".join(f"  - {{name: r{number}, says: s, must: [{{label: l}}]}}\n" for number in range(600))
    text = "waivers: [{rule: r1, tickets: [APO-1], until: 2026-11-30, because: A good reason., by: x}]"
    twin = "  - {name: R599, says: s, must: [{label: l}]}\n"

    loaded = configured({"rules/delivery.yaml": f"pack: delivery\nrules:\n{rules}{twin}", "waivers.yaml": text}).load()

    assert loaded.installation is None
    assert len(loaded.warnings) == 500
    assert [mistake.message for mistake in loaded.mistakes] == [
        'another rule is called "R599", see rules/delivery.yaml:602; rename one',
        'rule "r1" cannot be waived: it has no waivable_by',
    ]
