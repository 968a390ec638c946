"""Webhooks: the secrets of sources, and whether anything listens where they come in."""

import os
from pathlib import Path

from config.installation import InstallationSection
from config.mistakes import quoted
from config.settings import PREFIX, UnreadableSecret, find_secret
from config.sources import webhook_variable


def look_over(root: InstallationSection) -> None:
    """Warn of secrets of webhooks that nothing can come in by."""
    if root.board is not None and root.board.listen is not None:
        return
    for source in root.sources:
        if _is_given(webhook_variable(source.name)):
            told = (
                f"{webhook_variable(source.name)} is set, and no webhook of {quoted(source.name)} can come in: "
                "set board: listen, or take the secret away"
            )
            source.page.blame(source.place_of("name"), told, warning=True)


def _is_given(variable: str) -> bool:
    folder = os.environ.get(f"{PREFIX}SECRETS_DIR", "").strip()
    try:
        return find_secret(variable, Path(folder) if folder else None) is not None
    except UnreadableSecret:
        return True
