"""Every mistake of stageward.yaml and waivers.yaml is told where it stands (▲), whatever file it is in."""

import pytest

MAIN = """\
version: 1
sources:
  - {name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}
  - {name: studio, kind: clickup, team: "9001"}
engagements:
  - name: apollo
    source: acme-jira
    scope: {project: APO}
    packs: [delivery]
    roles: {project-manager: [ana@acme.example]}
"""
MAIL = "mail: {from: a@acme.example, smtp: {host: 127.0.0.1}, allow_domains: [client.example], mode: %s}\n"
CLIENT = "    client: {name: Apollo, contacts: [{name: Lena, email: ▲lena@other.example}]}\n"
SECOND = "  - {name: orbit, source: studio, scope: {list: 1}, packs: [delivery]%s}\n"


def engagement(more: str) -> str:
    return MAIN + f"    {more}\n"


def top(more: str) -> str:
    return MAIN + f"{more}\n"


def instead(old: str, new: str) -> str:
    assert old in MAIN
    return MAIN.replace(old, new)


STAGEWARD_YAML = {
    "another version": (instead("version: 1", "version: ▲2"), 'version "2" is not known; this is version 1'),
    "no version": (instead("version: 1\n", "▲"), '"version" is missing'),
    "no sources": ("version: 1\nsources: ▲[]\n" + MAIN[MAIN.index("engagements") :], '"sources" is empty'),
    "an unknown key": (
        top("▲engagement: []"),
        (
            '"engagement" is not a key here; choose one of: version, state, schedule, retention, limits, labels, sources, mail, board, service, engagements, '
            'work_types, packs_dir, templates_dir, rule_pages, targets, step_up, team, digest, people — did you mean "engagements"?'
        ),
    ),
    "another tracker": (
        instead("kind: clickup", "kind: ▲trello"),
        '"trello" is not allowed; choose one of: jira, clickup',
    ),
    "Jira without an address": (
        instead("{name: acme-jira, kind: jira, url: https://acme.example,", "▲{name: acme-jira, kind: jira,"),
        '"url" is missing: the address of the Jira site',
    ),
    "Jira Cloud without a user": (
        instead(
            "{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}",
            "▲{name: acme-jira, kind: jira, url: https://acme.example}",
        ),
        '"user" is missing: the address of the account whose token is used',
    ),
    "ClickUp without a team": (
        instead('{name: studio, kind: clickup, team: "9001"}', "▲{name: studio, kind: clickup}"),
        '"team" is missing: the number of the ClickUp workspace',
    ),
    "a flavor for ClickUp": (
        instead("kind: clickup,", "kind: clickup, ▲flavor: cloud,"),
        '"flavor" is for sources of kind jira only',
    ),
    "plain http": (
        instead("https://acme.example", "▲http://acme.example"),
        "http sends the token unencrypted; use https, or say allow_http: true if it must be",
    ),
    "a password in a source's address": (
        instead("https://acme.example", "▲https://bot:hunter2@acme.example"),
        "a password does not belong into the file; the token comes from STAGEWARD_TOKEN_<SOURCE>",
    ),
    "sources that share a variable": (
        instead("name: studio", "name: ▲acme_jira"),
        '"acme_jira" and "acme-jira" would share STAGEWARD_TOKEN_ACME_JIRA; rename one',
    ),
    "a token in the file": (
        instead("kind: clickup,", "kind: clickup, ▲token: hunter2,"),
        '"token" is not a key here; choose one of: name, kind, flavor, url, user, team, allow_http',
    ),
    "pages that are nowhere": (
        top("rule_pages: ▲docs/rules"),
        '"docs/rules" is not an address; write it as https://forge.example/delivery/docs/rules',
    ),
    "pages that are one heading": (
        top("rule_pages: ▲https://forge.example/rules#first"),
        '"rule_pages" ends before the ? or #',
    ),
    "a password in the address of pages": (
        top("rule_pages: ▲https://bot:hunter2@forge.example/rules"),
        "a password does not belong into the file; everybody who reads a comment would see it",
    ),
    "a password in the state's address": (
        top("state: {url: ▲postgresql://bot:hunter2@127.0.0.1/stageward}"),
        "a password does not belong into the file; put it into STAGEWARD_STATE_PASSWORD or STAGEWARD_STATE_URL",
    ),
    "an unknown state store": (
        top("state: {url: ▲mysql://127.0.0.1/a}"),
        '"mysql://127.0.0.1/a" is no state store; write sqlite:///stageward.db or postgresql://user@host/name',
    ),
    "a share without a sign": (
        top("limits: {share: ▲0.3}"),
        '"share" needs a percentage from 0% to 100%, written with %, not "0.3"',
    ),
    "a share over all": (
        top("limits: {share: ▲101%}"),
        '"share" needs a percentage from 0% to 100%, written with %, not "101%"',
    ),
    "a negative limit": (top("limits: {mails: ▲-1}"), '"mails" needs a whole number such as 20, not "-1"'),
    "no time between cycles": (
        top("schedule: {every: ▲now and then}"),
        '"every" needs a time such as 5 minutes or 2 hours; "now and then" is not that',
    ),
    "an empty prefix": (top('labels: {prefix: ▲""}'), '"prefix" is empty'),
    "a prefix with a space": (
        top('labels: {prefix: ▲"my gate"}'),
        '"prefix" cannot hold spaces or commas; trackers would take it apart',
    ),
    "mail without a server": (
        top("mail: ▲{from: a@acme.example}"),
        '"smtp" is missing: the mail server, such as {host: mail.acme.example}',
    ),
    "two senders": (
        top("mail: {from: ▲'a@acme.example, b@acme.example', mode: off}"),
        '"a@acme.example, b@acme.example" is not one e-mail address; write it as "Delivery <delivery@acme.example>"',
    ),
    "an unquoted truth": (
        top('mail: {from: a@acme.example, smtp: {host: h, starttls: ▲"false"}}'),
        '"starttls" needs true or false, without quotes',
    ),
    "an unknown source": (
        instead("source: acme-jira", "source: ▲acme-jria"),
        'there is no source "acme-jria"; choose one of: acme-jira, studio — did you mean "acme-jira"?',
    ),
    "an unknown pack": (
        instead("packs: [delivery]", "packs: [delivery, ▲delivry]"),
        'there is no pack "delivry"; choose one of: delivery — did you mean "delivery"?',
    ),
    "two scopes": (
        instead("{project: APO}", "{project: APO, ▲jql: x = y}"),
        '"project" stands here already; choose one of: project, jql, list, folder, space',
    ),
    "another tracker's scope": (
        instead("{project: APO}", "{▲list: 1}"),
        'jira has no scope "list"; choose one of: project, jql',
    ),
    "no scope": (
        instead("scope: {project: APO}", "scope: ▲{}"),
        "nothing is chosen here; choose one of: project, jql, list, folder, space",
    ),
    "enforce without hold": (
        engagement("mode: ▲enforce"),
        'mode enforce needs "hold": {status: …}, {flag: true} or {return: true}',
    ),
    "two ways to hold": (
        engagement("hold: {status: Blocked, ▲return: true}"),
        '"status" stands here already; choose one of: status, flag, return',
    ),
    "a way to hold that is off": (
        engagement("hold: {flag: ▲false}"),
        '"flag: false" holds nothing; say true, or choose another way to hold',
    ),
    "a flag in ClickUp": (
        MAIN + SECOND % ", hold: {flag: ▲true}",
        "ClickUp has no flag; hold by status or return",
    ),
    "a status mapped to an unknown stage": (
        engagement("stages: {In Review: ▲Reviews}"),
        'there is no stage "Reviews"; choose one of: Work, Review — did you mean "Review"?',
    ),
    "a status mapped to two stages of a pack": (
        engagement("stages: {In Review: [Review, ▲Work]}"),
        '"In Review" is "Review" already in pack delivery; a status means one stage of a pack',
    ),
    "a status mapped twice": (
        engagement("stages: {In Review: Review, ▲in review: Review}"),
        '"in review" and "In Review" are the same name, as case does not count',
    ),
    "an engagement twice": (
        MAIN + (SECOND % "").replace("name: orbit", "name: ▲Apollo"),
        'another engagement is called "Apollo", see stageward.yaml:6; rename one',
    ),
    "one home for two": (
        MAIN.replace("    scope", "    home: APO-1\n    scope")
        + "  - {name: b, source: acme-jira, scope: {project: B}, packs: [delivery], home: ▲apo-1}\n",
        '"apo-1" is the home of "apollo" already',
    ),
    "a zone that does not exist": (
        engagement("client: {name: A, timezone: ▲Europe/Berln}"),
        '"Europe/Berln" is no time zone; write it as Europe/Berlin — did you mean "Europe/Berlin"?',
    ),
    "one client in two zones": (
        engagement("client: {name: Apollo, timezone: Europe/Berlin}")
        + SECOND % ", client: {name: APOLLO, timezone: ▲Asia/Tokyo}",
        '"APOLLO" is in Europe/Berlin for "apollo"; one client has one time zone',
    ),
    "a contact receives something unknown": (
        engagement("client: {name: A, contacts: [{name: B, email: b@client.example, receives: [▲delay]}]}"),
        (
            '"delay" is not allowed; choose one of: milestones, delays, weekly, delivery, approvals, survey, escalation'
            ' — did you mean "delays"?'
        ),
    ),
    "a contact without an address": (
        engagement("client: {name: A, contacts: [{name: B, email: ▲b at client}]}"),
        '"b at client" is no e-mail address; write one such as ana@acme.example',
    ),
    "a contact mail may not reach": (
        MAIN + CLIENT + MAIL % "send",
        "other.example is not among mail.allow_domains; no mail would reach lena@other.example",
    ),
    "a day that does not exist": (
        engagement("enforce_since: ▲2026-02-30"),
        '"2026-02-30" is not a day of the calendar',
    ),
    "an unknown day of the week": (
        engagement('weekly: {day: ▲Firday, at: "15:00"}'),
        (
            '"Firday" is not allowed; choose one of: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday'
            ' — did you mean "Friday"?'
        ),
    ),
    "a time of day that does not exist": (
        engagement('weekly: {day: Friday, at: ▲"25:00"}'),
        '"at" needs a time of day such as "15:00", not "25:00"',
    ),
    "a survey more often than monthly": (
        engagement("survey: {every: ▲2 weeks}"),
        '"every" needs a time such as 6 months or 1 year; "2 weeks" is not that',
    ),
    "a form that is read on the way": (
        engagement('survey: {every: 1 year, link: ▲"http://forms.example/a"}'),
        "http sends the client's answers unencrypted; use https",
    ),
    "a form that is no address": (
        engagement("survey: {every: 1 year, link: ▲forms.example/a}"),
        '"forms.example/a" is not an address; write it as https://forms.example/delivery',
    ),
    "a form with a password": (
        engagement('survey: {every: 1 year, link: ▲"https://me:secret@forms.example/a"}'),
        "a password does not belong into the file; everybody who reads the mail would see it",
    ),
    "work that ends before it begins": (
        engagement('client: {name: A, work: {hours: ▲"17:00-09:00"}}'),
        '"hours" ends before it begins',
    ),
    "an unknown notice": (
        engagement("notices: {▲milestones: send}"),
        (
            '"milestones" is not allowed; choose one of: milestone, delivery, delay, weekly, scope-change, client-warning, '
            'formal-escalation, survey — did you mean "milestone"?'
        ),
    ),
    "a target that is none": (
        top("targets: {on_time: ▲90%}"),
        '"on_time" needs a target such as at least 90%, more than 8 or at most 4 hours; "90%" is not one',
    ),
    "a target for no measure": (
        top("targets: {▲on_tiem: at least 90%}"),
        '"on_tiem" is not allowed — did you mean "on_time"?',
    ),
    "a digest that never comes": (
        top("digest: {admin: ▲hourly}"),
        '"hourly" is not allowed; choose one of: daily, weekly, monthly, quarterly',
    ),
    "hours that are no hours": (
        top("people: {ana@acme.example: {hours: ▲much}}"),
        '"hours" needs hours such as 32 per week, not "much"',
    ),
    "people without an address": (
        top("people: {▲ana: {skills: [qa]}}"),
        '"ana" is no e-mail address; write one such as ana@acme.example',
    ),
}


@pytest.mark.parametrize(("text", "message"), STAGEWARD_YAML.values(), ids=STAGEWARD_YAML.keys())
def test_is_refused_at_the_place_with_words_that_help(text, message, configured, places):
    loaded = configured({"stageward.yaml": text}).load()

    assert loaded.installation is None
    assert [(m.file, (m.line, m.column), m.message) for m in loaded.mistakes] == [
        ("stageward.yaml", places(text)[0], message)
    ]
