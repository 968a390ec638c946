"""Lays out a configuration folder that points at a running sandbox, as an admin would write it."""

import shutil
from importlib.resources import files
from pathlib import Path
from string import Template

from connectors.sandbox.clickup.studio import FOLDER
from connectors.sandbox.services import Sandbox


def lay_out(sandbox: Sandbox, folder: Path, packs: Path) -> Path:
    """Write stageward.yaml, the packs and the secrets for a sandbox; return the configuration file.

    The secrets are those of the sandbox, in files for STAGEWARD_SECRETS_DIR.
    """
    secrets = folder / "secrets"
    secrets.mkdir(parents=True, exist_ok=True)
    (secrets / "STAGEWARD_TOKEN_ACME_JIRA").write_text(sandbox.jira.token, encoding="utf-8")
    (secrets / "STAGEWARD_TOKEN_STUDIO").write_text(sandbox.clickup.token, encoding="utf-8")
    shutil.copytree(packs, folder / "rules", dirs_exist_ok=True)
    written = folder / "stageward.yaml"
    written.write_text(_configuration(sandbox), encoding="utf-8")
    return written


def _configuration(sandbox: Sandbox) -> str:
    template = Template(files("connectors.sandbox").joinpath("story.yaml").read_text(encoding="utf-8"))
    return template.substitute(
        jira_url=sandbox.jira.url,
        jira_user=sandbox.jira.user,
        clickup_url=sandbox.clickup.url,
        clickup_team=sandbox.clickup.team,
        clickup_folder=FOLDER,
        smtp_host=sandbox.mailbox.host,
        smtp_port=sandbox.mailbox.port,
    )
