"""An installation to be looked over: both trackers and a mail server on loopback, a pack that asks for everything."""

from dataclasses import replace
from datetime import UTC, datetime
from string import Template

from config.load import load
from connectors.examining import open_examiner
from connectors.http import TrackerSession
from connectors.sandbox import Sandbox
from connectors.sandbox.clickup.studio import RELAUNCH
from connectors.smtp.examine import SmtpExaminer
from state.examine import examine_store
from sync.doctor import Patient, look_over
from sync.engagement import Contact
from sync.examination import MailServer, Secret

PACK = """\
pack: delivery
stages:
  - stage: Work
  - stage: Review
    tells: [milestone]
    entry:
      - name: reviewer-is-named
        says: A reviewer is named.
        when: {type: [Story, Task]}
        must: [{field: Peer reviewer, is: a person}, {field: Story points, at_least: 1}]
        otherwise: block
        waivable_by: [project-manager]
        examples: {passes: [], fails: []}
rules:
  - name: blockers-are-known
    says: Blockers are known.
    must: [{link: [is blocked by, waiting on], at_most: 9}]
    examples: {passes: [], fails: []}
"""
CONFIGURATION = Template("""\
version: 1
state: {url: "sqlite:///stageward.db"}
sources:
  - {name: acme-jira, kind: jira, flavor: cloud, url: "$jira_url", user: $jira_user}
  - {name: studio, kind: clickup, url: "$clickup_url", team: "$team"}
mail:
  from: "Acme Delivery <delivery@acme.example>"
  smtp: {host: 127.0.0.1, port: $smtp_port, starttls: false}
  allow_domains: [client.example]
engagements:
  - name: apollo
    client: {name: Apollo Bank, contacts: [{name: Kim, email: kim@client.example, receives: [milestones]}]}
    source: acme-jira
    scope: {project: APO}
    home: APO-1
    mode: enforce
    hold: {status: Blocked}
    packs: [delivery]
    stages: {To Do: Work, Assigned: Work, In Progress: Work, In Review: Review, Complete: Review, Delivered: Review}
    roles: {project-manager: [ana@acme.example]}
  - name: lumen
    client: {name: Lumen, contacts: [{name: Noor, email: noor@client.example, receives: [milestones]}]}
    source: studio
    scope: {list: "$list"}
    mode: enforce
    hold: {status: blocked}
    packs: [delivery]
    stages: {to do: Work, assigned: Work, in progress: Work, complete: Review, delivered: Review}
    roles: {project-manager: [gus@studio.example]}
""")
LABELS = ("gate:blocked", "gate:attention", "gate:waived")


class Clinic:
    """Use it in a `with` block. `patient` is the healthy installation; change it, or the sandbox, and look."""

    def __init__(self, folder, traffic=None):
        self.sandbox = Sandbox(traffic=traffic)
        self.folder = folder
        self.sessions = {name: TrackerSession(name, wait=lambda _seconds: None) for name in ("acme-jira", "studio")}

    def __enter__(self):
        self.sandbox.start()
        self._plant()
        self.patient = self._healthy()
        return self

    def __exit__(self, *_error):
        for session in self.sessions.values():
            session.close()
        self.sandbox.stop()

    @property
    def jira(self):
        return self.sandbox.jira

    @property
    def clickup(self):
        return self.sandbox.clickup

    def look(self):
        return look_over(self.patient, lambda _said: None)

    def line(self, area, name, engagement="apollo"):
        """Look, and return the one line of an area with this name."""
        engaged = None if area in {"mail", "state", "secrets", "packs", "source"} else engagement
        found = [one for one in self.look().checks if (one.area, one.name, one.engagement) == (area, name, engaged)]
        assert len(found) == 1, [one for one in self.look().checks if one.area == area]
        return found[0]

    def set(self, engagement="apollo", **changes):
        """Change what an engagement is configured to be."""
        changed = (replace(one, **changes) if one.name == engagement else one for one in self.patient.engagements)
        self.patient = replace(self.patient, engagements=tuple(changed))

    def set_contacts(self, *contacts):
        client = self.patient.engagements[0].client
        self.set(client=replace(client, contacts=tuple(Contact("Kim", *one) for one in contacts)))

    def give_token(self, source, token):
        """Open a source anew, with another token."""
        configured = next(one for one in self.installation.sources if one.name == source)
        opened = open_examiner(configured, token, self._now, self.sessions[source])
        self.patient = replace(self.patient, examiners={**self.patient.examiners, source: opened})

    def _plant(self):
        ana, eve = self.jira.act("ana"), self.clickup.act("eve")
        ana.create(project="APO", type="Epic", summary="Home", status="To Do")
        for status in ("Assigned", "In Progress", "In Review", "Blocked"):
            ana.create(project="APO", type="Story", summary=status, status=status)
        eve.create(list=RELAUNCH, name="Landing page", type="Task")
        self.clickup.workspace.tags[self.clickup.workspace.spaces[0].id] = list(LABELS)

    def _healthy(self):
        self.installation = self._configured()
        tokens = {"acme-jira": self.jira.token, "studio": self.clickup.token}
        mailbox = self.sandbox.mailbox
        examiner = SmtpExaminer(mailbox.host, mailbox.port, wait=lambda _seconds: None)
        return Patient(
            engagements=self.installation.engagements,
            packs={pack.name: pack for pack in self.installation.packs},
            examiners={
                one.name: open_examiner(one, tokens[one.name], self._now, self.sessions[one.name])
                for one in self.installation.sources
            },
            urls={one.name: one.url for one in self.installation.sources},
            store=lambda: examine_store(self.installation.state_url),
            secrets=(Secret("STAGEWARD_TOKEN_ACME_JIRA", is_set=True, is_needed=True),),
            mail=self.installation.mail,
            mail_server=MailServer(mailbox.host, mailbox.port, False, False, examiner),
        )

    def _configured(self):
        (self.folder / "rules").mkdir()
        (self.folder / "rules" / "delivery.yaml").write_text(PACK, encoding="utf-8")
        file = self.folder / "stageward.yaml"
        told = CONFIGURATION.substitute(
            jira_url=self.jira.url,
            jira_user=self.jira.user,
            clickup_url=self.clickup.url,
            team=self.clickup.team,
            list=RELAUNCH,
            smtp_port=self.sandbox.mailbox.port,
        )
        file.write_text(told, encoding="utf-8")
        loaded = load(file)
        assert loaded.installation is not None, loaded.mistakes
        return loaded.installation

    def _now(self):
        return datetime.now(UTC)
