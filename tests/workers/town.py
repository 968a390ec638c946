"""A Jira with as many projects as wanted, an engagement each, and a state store in PostgreSQL that workers share."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from shutil import copy

from connectors.sandbox import Sandbox
from connectors.sandbox.jira.service import JiraService
from connectors.sandbox.limits import per_endpoint
from state.open import open_store
from tests.sync.desks import BRIEF, REVIEWED, VISIBLE_NAME, checklists

PACKS = Path(__file__).resolve().parents[2] / "config" / "rules"
TOP = """
version: 1
state: {{url: "{state}"}}
schedule: {{every: {every} seconds, parallel: 1}}
limits: {{share: 100%, changes: 5000, mails: 500}}
team: {{admin: admin@acme.example}}
sources:
  - {{name: acme-jira, kind: jira, flavor: cloud, url: "{url}", user: "{user}"}}
mail:
  from: "Acme Delivery <delivery@acme.example>"
  smtp: {{host: "{host}", port: {port}, starttls: false}}
  mode: send
  first_contact: send
  allow_domains: [apollo-bank.example]
engagements:
"""
ONE = """
  - name: {name}
    client:
      name: Client {name}
      timezone: Europe/Berlin
      mail: {{days: [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday], from: "00:00", until: "23:59"}}
      contacts:
        - {{name: Kim Adler, email: {name}@apollo-bank.example, receives: [milestones]}}
    source: acme-jira
    scope: {{project: {key}}}
    mode: enforce
    packs: [work-item]
    stages: {{To Do: Assigned, In Review: Review}}
    client_visible: {{types: [Deliverable], fields: [Delivery notes], title: Client name for it}}
    hold: {{status: Blocked}}
"""


@dataclass(frozen=True)
class Town:
    """What runs, and where its configuration is. `names` are the engagements."""

    sandbox: Sandbox
    config: Path
    secrets: Path
    state: str
    names: tuple[str, ...]
    to_hold: int

    @property
    def settings(self):
        """What a process needs in its environment."""
        return {"STAGEWARD_CONFIG": str(self.config), "STAGEWARD_SECRETS_DIR": str(self.secrets)}

    @property
    def jira(self) -> JiraService:
        return self.sandbox.jira

    def deliver(self, name):
        """Let people finish a ticket whose client is to hear of it."""
        ticket = _create(self.jira, name.upper(), "A delivery", "Complete", **{VISIBLE_NAME: f"A delivery to {name}"})
        self.jira.act("cy").comment(ticket, REVIEWED)

    def answered(self, status):
        """Count the requests that were answered so."""
        return sum(one.status == status for one in self.jira.log)

    def comments(self):
        """Return how many comments of ours each ticket has, by key."""
        bot = self.jira.people["bot"].id
        return {issue.key: sum(one.author == bot for one in issue.comments) for issue in self.jira.site.issues.values()}

    def mails(self):
        """Count the mails each address got, by address and subject."""
        found = Counter()
        for one in self.sandbox.mailbox.messages:
            subject = message_from_bytes(one.data, policy=policy.default)["Subject"]
            found.update((address, str(subject)) for address in one.recipients)
        return found


@contextmanager
def running_town(folder, state, engagements, every=5, tickets=2, burst=None):
    """Run it; `burst` is how many requests a second one endpoint takes, no limit where None."""
    open_store(state).close()  # whoever looks at it finds its tables
    names = tuple(f"e{number:03}" for number in range(1, engagements + 1))
    with Sandbox() as sandbox:
        for number, name in enumerate(names):
            _build(sandbox.jira, name.upper(), number, tickets)
        if burst is not None:
            sandbox.jira.limits.append(per_endpoint(burst, 1.0))
        yield Town(sandbox, *_written(folder, sandbox, state, every, names), state, names, engagements * tickets)


def _build(jira, key, number, tickets):
    """Build a project with tickets that are not ready for where they are, so that each is held."""
    site = jira.site
    site.projects[key] = replace(site.projects["APO"], id=str(20_000 + number), key=key, name=f"Project {key}")
    for ticket in range(tickets):
        _create(jira, key, f"Work {ticket}", "In Review")


def _create(jira, key, name, status, **fields):
    ticked = status == "Complete"
    return jira.act("ana").create(
        project=key,
        type="Deliverable",
        summary=name,
        status=status,
        assignee="bo",
        description=BRIEF,
        description_checklists=checklists(ticked, False),
        fields={"Due date": jira.site.clock.now().date() + timedelta(days=30), "Time tracking": 8, **fields},
    )


def _written(folder, sandbox, state, every, names):
    rules, secrets = folder / "rules", folder / "secrets"
    rules.mkdir()
    secrets.mkdir()
    copy(PACKS / "work-item.yaml", rules)
    (secrets / "STAGEWARD_TOKEN_ACME_JIRA").write_text(sandbox.jira.token)
    mailbox, jira = sandbox.mailbox, sandbox.jira
    top = TOP.format(state=state, every=every, url=jira.url, user=jira.user, host=mailbox.host, port=mailbox.port)
    config = folder / "stageward.yaml"
    config.write_text(top.lstrip() + "".join(ONE.format(name=name, key=name.upper()).lstrip("\n") for name in names))
    return config, secrets
