"""The demo's stage: a planted sandbox, its configuration folder, what people do, and what is kept to look at."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path

from connectors.sandbox.layout import lay_out
from connectors.sandbox.services import Sandbox
from connectors.sandbox.story import ACTS, plant
from sync.ports import PortError

OURS = ".stageward-demo"  # marks a folder the demo made, which it may clear


@dataclass(frozen=True, slots=True)
class StageAct:
    """Something a person does in a tracker between two cycles."""

    title: str
    play: Callable[[], None]


@dataclass(frozen=True, slots=True)
class SandboxStage:
    """A running, planted sandbox. `folder` gets what there is to look at."""

    sandbox: Sandbox
    folder: Path
    config: Path
    secrets: Path

    @property
    def opening(self) -> Sequence[str]:
        return (
            "Stageward keeps a delivery method true inside the trackers teams already use.",
            "A Jira Cloud, a ClickUp and a mail server now run on this machine, with two clients' work in them:",
            f"  Apollo Bank, mobile banking, in Jira      {self.sandbox.jira.url}",
            f"  Lumen Studio, website relaunch, in ClickUp {self.sandbox.clickup.url}",
        )

    @property
    def acts(self) -> Sequence[StageAct]:
        return tuple(StageAct(act.title, partial(act.play, self.sandbox)) for act in ACTS)

    def places(self) -> Sequence[tuple[str, str]]:
        """Save every ticket's page and every mail, and tell where they are."""
        return (*self._pages(), *self._mails(), ("configuration", str(self.config)))

    def _pages(self) -> Iterator[tuple[str, str]]:
        tickets = self.folder / "tickets"
        tickets.mkdir(exist_ok=True)
        for key in [issue.key for issue in self.sandbox.jira.site.issues.values()]:
            (tickets / f"{key}.html").write_text(self.sandbox.jira.page(key), encoding="utf-8")
        for task in self.sandbox.clickup.workspace.tasks:
            (tickets / f"{task}.html").write_text(self.sandbox.clickup.page(task), encoding="utf-8")
        yield "tickets with their comments", f"{tickets}/*.html"

    def _mails(self) -> Iterator[tuple[str, str]]:
        mails = self.folder / "mail"
        mails.mkdir(exist_ok=True)
        for number, received in enumerate(self.sandbox.mailbox.messages, 1):
            (mails / f"{number}.eml").write_bytes(received.data)
            html = message_from_bytes(received.data, policy=policy.default).get_body(("html",))
            if html is not None:
                (mails / f"{number}.html").write_text(html.get_content(), encoding="utf-8")
            yield f"mail to {', '.join(received.recipients)}", str(mails / f"{number}.eml")

    def wait(self, say: Callable[[str], None]) -> None:
        """Stay up until Ctrl-C, and tell how to work with it."""
        say("")
        say("The sandbox stays up. Look at the tickets in a browser, and try the commands in another terminal:")
        say(f"  export STAGEWARD_CONFIG={self.config} STAGEWARD_SECRETS_DIR={self.secrets}")
        say("  ./dev run plan")
        say("  ./dev run explain APO-9")
        say("Ctrl-C ends it.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            say("")


class NotOurs(PortError):
    """The folder holds something the demo did not make."""


@contextmanager
def open_stage(folder: Path, packs: Path, traffic: Path | None = None) -> Iterator[SandboxStage]:
    """Clear the demo's folder, start the sandbox and plant the story. Raises NotOurs rather than clear a folder
    somebody else made."""
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / OURS).exists():
        raise NotOurs(f"{folder} is not empty and not the demo's own; choose another one with --out.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / OURS).touch()
    with Sandbox(traffic=traffic) as sandbox:
        plant(sandbox)
        yield SandboxStage(sandbox, folder, lay_out(sandbox, folder, packs), folder / "secrets")
