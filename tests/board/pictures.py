"""Makes the pictures of `docs/board.md` anew; run by a person, after the layout or the wording changed.

    .venv/bin/python -m tests.board.pictures

Pages of made-up stores are drawn by Chromium: on a desktop in light, on a phone in dark. Colours are thinned out, as
for the pictures of mail.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from state.open import open_store
from sync.figures.keeping import keep_measures
from tests.board.filled import fill
from tests.board.served import served_store
from tests.mail.pictures import _png, _rows
from tests.report.office import Office
from tests.report.year import PACKS, live_beside, live_through

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DESKTOP, PHONE = (1200, 860, "light"), (390, 860, "dark")
SHOWN = {
    "board-overview": ("/", DESKTOP, None),
    "board-engagement": ("/engagements/lumen-1", DESKTOP, None),
    "board-milestones": ("/engagements/lumen-1", DESKTOP, "milestones"),
    "board-risks": ("/engagements/lumen-1", DESKTOP, "risks"),
    "board-ticket": ("/engagements/lumen-1/tickets/LUM-17", DESKTOP, None),
    "board-rules": ("/rules", DESKTOP, None),
    "board-engagement-phone": ("/engagements/lumen-1", PHONE, None),
}
SHOWN_OF_A_YEAR = {
    "board-measures": ("/measures?engagement=apollo&room=Promises", DESKTOP, None),
    "board-measures-phone": ("/measures?engagement=apollo&room=Satisfaction", PHONE, None),
    "board-people": ("/people", DESKTOP, None),
}


def main() -> None:
    """Draw every picture."""
    with TemporaryDirectory() as folder, sync_playwright() as started:
        url = f"sqlite:///{Path(folder) / 'filled.db'}"
        with open_store(url) as store:
            fill(store, 6, 60)
        with Office(Path(folder), packs=PACKS) as office:
            live_through(office)
            live_beside(office)
            fill(office.store, 1, 12, now=office.clock.now())  # a cycle leaves more than measures
            keep_measures(office.world, office.engagements)
        chromium = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served_store(url) as address:
            _draw(chromium, address, SHOWN)
        with served_store(office.url, clock=office.clock) as address:
            _draw(chromium, address, SHOWN_OF_A_YEAR)
        chromium.close()


def _draw(chromium, address, shown):
    for name, (path, (width, height, scheme), place) in shown.items():
        page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.goto(address + path)
        if place:
            page.evaluate("place => document.getElementById(place).scrollIntoView()", place)
        (PICTURES / f"{name}.png").write_bytes(_png(_rows(page.screenshot())))
        page.close()


if __name__ == "__main__":
    main()
