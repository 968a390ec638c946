"""Makes the pictures of `docs/reports.md` anew; run by a person, after the layout or the wording changed.

    .venv/bin/python -m tests.report.pictures

The first sheet of a month and of a project's end, as Chromium prints them: the area inside the margins of an A4 page,
on white. Colours are thinned out, as for the pictures of mail.
"""

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from rules.measures.period import Period
from sync.figures.reporting import project_ends, report
from sync.render.report_page import end_pages, report_pages
from tests.mail.pictures import _png, _rows
from tests.report.office import Office
from tests.report.year import PACKS, live_through

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MARGIN, WIDTH, HEIGHT = 57, 680, 994  # pixels of an A4 page at 96 dpi: 15 mm, and what is inside
LAST_WHOLE_ROW = """most => Math.max(
    ...[...document.querySelectorAll("tr")].map(row => row.getBoundingClientRect().bottom).filter(at => at <= most)
)"""  # a row is not parted: one that finds no room stands on the next sheet
WHITE = b"\xff\xff\xff"
SHOWN = {"report-month": "apollo-2026-10.html", "report-end": "apollo-end.html"}


def main() -> None:
    """Draw every picture."""
    pages = _pages()
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.emulate_media(media="print")
        for name, file in SHOWN.items():
            page.set_content(pages[file])
            foot = page.evaluate(LAST_WHOLE_ROW, HEIGHT)
            rows = _rows(page.screenshot())[: round(foot)]
            (PICTURES / f"{name}.png").write_bytes(_png(_on_paper(rows)))
        chromium.close()


def _pages() -> dict[str, str]:
    with TemporaryDirectory() as folder, Office(Path(folder), packs=PACKS) as office:
        live_through(office)
        return {
            **report_pages(report(office.world, office.engagements, Period.month_of(date(2026, 10, 1)))),
            **end_pages(project_ends(office.world, office.engagements), office.clock.now()),
        }


def _on_paper(rows: list[bytes]) -> list[bytes]:
    side = WHITE * MARGIN
    blank = WHITE * (WIDTH + 2 * MARGIN)
    below = HEIGHT + MARGIN - len(rows)
    return [*[blank] * MARGIN, *(side + row + side for row in rows), *[blank] * below]


if __name__ == "__main__":
    main()
