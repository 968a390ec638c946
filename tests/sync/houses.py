"""A whole installation: a sandbox, real connectors, a store on disk, the packs we ship, and a clock to move on."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from config.load import load
from connectors.clickup import ClickUp
from connectors.http import TrackerSession
from connectors.jira import JiraCloud, JiraDataCenter
from connectors.sandbox import Sandbox
from connectors.sandbox.layout import lay_out
from connectors.smtp import Smtp
from state.open import open_store
from sync.cycle import run_cycle, silent
from sync.looking import look_at
from sync.mailing import outbox
from sync.mailing.post import send_ready
from sync.stand import World, read
from tests.sync.clickup_desk import ClickUpDesk
from tests.sync.jira_desks import DataCenterDesk, JiraDesk

PACKS = Path(__file__).resolve().parents[2] / "config" / "rules"
USED = ("work-item", "risk-register")  # by the engagements of the configuration laid out
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, at=MONDAY):
        self.at = at

    def now(self):
        return self.at

    def pass_(self, **time):
        self.at += timedelta(**time)


@cache
def an_empty_store():
    """Return the file of a store nothing was kept in; making its tables takes longer than many a test."""
    with TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/stageward.db").close()
        return (Path(folder) / "stageward.db").read_bytes()


class House:
    """Use it in a `with` block. `engagements` are those a cycle runs over; change them as a test needs. The state is
    kept in a file unless `state_url` names another place."""

    def __init__(self, folder, clock=None, state_url=None):
        self.clock = clock or Clock()
        self.sandbox = Sandbox(now=self.clock.now)
        self._closing = ExitStack()
        self.config = lay_out(self.sandbox, Path(folder), PACKS)
        # Most tests make the first ticket of the project, which is the home of the demo's story, an ordinary one.
        self.config.write_text(self.config.read_text().replace("    home: APO-1\n", ""))
        for pack in (self.config.parent / "rules").glob("*.yaml"):
            if pack.stem not in USED:
                pack.unlink()  # reading it would take longer than most tests
        self.installation = load(self.config).installation
        self.engagements = self.installation.engagements
        self.packs = {pack.name: pack for pack in self.installation.packs}
        self.mail, self.team = self.installation.mail, self.installation.team
        self.digest = self.installation.digest
        self.mailbox = Smtp(self.sandbox.mailbox.host, self.sandbox.mailbox.port, wait=lambda _seconds: None)
        self.jira_desk, self.clickup_desk = JiraDesk(self.sandbox.jira), ClickUpDesk(self.sandbox)
        self.trackers = {}
        self.state_url = state_url or self.installation.state_url
        self.store = None

    def __enter__(self):
        self._closing.enter_context(self.sandbox)
        self._closing.callback(self._close_the_store)
        jira, clickup = self.sandbox.jira, self.sandbox.clickup
        self.reach("acme-jira", jira.url, jira.token)
        self.reach("studio", clickup.url, clickup.token)
        if self.state_url == self.installation.state_url:
            (self.config.parent / "stageward.db").write_bytes(an_empty_store())
        self.store = open_store(self.state_url)
        return self

    def __exit__(self, *_error):
        self._closing.close()

    def _close_the_store(self):
        self.store.close()  # whichever is open by then

    def reach(self, source, url, token):
        """Open the connector of a source; pauses between repetitions are not really made."""
        session = TrackerSession(source, timeout=(5.0, 20.0), wait=lambda _seconds: None)
        site = self.jira_desk.service
        if source == "studio":
            zone = next(one.client.zone for one in self.installation.engagements if one.source == source)
            team = self.sandbox.clickup.team
            self.trackers[source] = ClickUp(source, team, token, url=url, zone=zone, session=session)
        elif site.site.is_datacenter:
            self.trackers[source] = JiraDataCenter(source, url, token, session=session)
        else:
            self.trackers[source] = JiraCloud(source, url, site.user, token, session=session)
        self._closing.callback(session.close)

    def move_to_datacenter(self):
        """Let the Jira of this installation be one of Data Center."""
        cloud, site = self.sandbox.jira, self.sandbox.datacenter
        before = f'flavor: cloud, url: "{cloud.url}", user: "{cloud.user}"'
        text = self.config.read_text()
        assert before in text
        self.config.write_text(text.replace(before, f'flavor: datacenter, url: "{site.url}"'))
        (self.config.parent / "secrets" / "STAGEWARD_TOKEN_ACME_JIRA").write_text(site.token)
        self.jira_desk = DataCenterDesk(site)
        self.reach("acme-jira", site.url, site.token)

    @property
    def world(self):
        return World(
            self.store,
            self.clock,
            self.trackers,
            self.packs,
            self.installation.waivers,
            self.mail,
            self.mailbox,
            team=self.team,
            digest=self.digest,
        )

    def cycle(self, *, writes=True, approve=None, progress=silent):
        """Run a cycle, a minute after whatever was before."""
        self.clock.pass_(minutes=1)
        return run_cycle(self.world, self.engagements, writes=writes, approve=approve, progress=progress)

    def sync(self, **more):
        """Run a cycle and return the account of the first engagement."""
        return self.cycle(**more).engagements[0]

    def plan(self):
        """Plan a cycle and return the account of the first engagement."""
        return self.sync(writes=False)

    def subjects(self):
        """Judge every ticket of the first engagement as it is now, and keep nothing."""
        return look_at(self.world, read(self.world, self.engagements[0], "a look")).subjects

    def set(self, **changes):
        """Change every engagement."""
        self.engagements = tuple(replace(one, **changes) for one in self.engagements)

    def use(self, pack):
        """Let every engagement be judged by this pack alone."""
        self.packs = {pack.name: pack}
        self.set(packs=(pack.name,))

    def lay_out_every_pack(self):
        """Put every pack we ship into the configuration, those nobody uses too."""
        copytree(PACKS, self.config.parent / "rules", dirs_exist_ok=True)
        self.packs = {pack.name: pack for pack in load(self.config).installation.packs}

    def only(self, desk):
        """Let cycles run over the engagement of one desk."""
        self.engagements = tuple(one for one in self.engagements if one.name == desk.engagement)

    def start_again(self):
        """Close the store and open it again, as a new process does."""
        self.store.close()
        self.store = open_store(self.state_url)

    def lose_the_store(self):
        """Delete everything the bot remembers, and begin with an empty store."""
        self.store.close()
        for file in self.config.parent.glob("stageward.db*"):
            file.unlink()
        self.store = open_store(self.state_url)

    def release(self, entry_id):
        """A person lets a waiting notice go; return it as it stands then."""
        outbox.release(self.store, self.clock, entry_id)
        send_ready(self.store, self.mailbox, self.mail, self.clock)
        return outbox.entry_named(self.store, entry_id)

    @property
    def mails(self):
        """All messages the mail server has kept."""
        return self.sandbox.mailbox.messages
