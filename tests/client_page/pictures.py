"""Makes the pictures of `docs/status-page.md` anew; run by a person, after the layout or the wording changed.

    .venv/bin/python -m tests.client_page.pictures

The page of a made-up client is drawn by Chromium at the width of a phone and of a desktop, light beside dark. Colours
are thinned out, as for the pictures of mail.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.client_page.rooms import Clock, fill, served
from tests.mail.pictures import _png, _rows

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SHOWN = {"status-phone": (390, 1500), "status-desktop": (760, 1700)}


def main() -> None:
    """Draw the page at every width."""
    with TemporaryDirectory() as folder, sync_playwright() as started:
        url = f"sqlite:///{folder}/stageward.db"
        fill(url)
        chromium = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(url, Clock()) as site:
            address = f"{site.url}/c/{site.grant('Apollo Bank')[0]}"
            for name, (width, height) in SHOWN.items():
                halves = [_drawn(chromium, address, width, height, scheme) for scheme in ("light", "dark")]
                both = [left + right for left, right in zip(*halves, strict=True)]
                (PICTURES / f"{name}.png").write_bytes(_png(both))
        chromium.close()


def _drawn(chromium, address, width, height, scheme):
    page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(address)
    rows = _rows(page.screenshot())
    page.close()
    return rows


if __name__ == "__main__":
    main()
