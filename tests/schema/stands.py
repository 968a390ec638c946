"""A planted sandbox with a configuration that points at it, and the command run there."""

import os
import subprocess
import sys
from contextlib import contextmanager

from connectors.sandbox import Sandbox
from connectors.sandbox.layout import lay_out
from connectors.sandbox.story import plant
from tests.docs.pages import ROOT


@contextmanager
def stand(folder, traffic=None):
    """Plant a sandbox and lay out a configuration in the folder; yield both."""
    with Sandbox(traffic=traffic) as sandbox:
        plant(sandbox)
        yield sandbox, lay_out(sandbox, folder, ROOT / "config" / "rules")


def run_schema(config, *words):
    told = {name: value for name, value in os.environ.items() if not name.startswith("STAGEWARD_")}
    told |= {"STAGEWARD_CONFIG": str(config), "STAGEWARD_SECRETS_DIR": str(config.parent / "secrets")}
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "schema", *words],
        env=told,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
