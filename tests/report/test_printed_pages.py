"""The pages of reports as they are printed: rendered to PDF by Chromium, and read again."""

import re
import shutil
from datetime import date

import pytest

from rules.measures.period import Period
from sync.figures.reporting import project_ends, report
from sync.render.report_page import end_pages, report_pages
from tests.report.office import Office, at, ticket
from tests.report.pdf import pages_of
from tests.report.year import PACKS, live_through

CHROMIUM = shutil.which("chromium")
OCTOBER = Period.month_of(date(2026, 10, 1))
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The HTML of a month and of the end of the engagement, and of two engagements together, by file name."""
    with Office(tmp_path_factory.mktemp("year"), packs=PACKS) as office:
        live_through(office)
        office.see(ticket("LUM-1", "Task", "2026-10-05", title="<script>alert(1)</script>"), at("2026-10-05"), "lumen")
        both = (*office.engagements, Office.engagement("lumen", "Lumen & Söhne <b>"))
        return {
            **report_pages(report(office.world, both, OCTOBER)),
            **end_pages(project_ends(office.world, office.engagements), office.clock.now()),
        }


@pytest.fixture(scope="module")
def printed(pages, tmp_path_factory):
    """The text of every page of paper, by file name."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
    found = {}
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for name, html in pages.items():
            page.set_content(html)
            found[name] = pages_of(page.pdf(prefer_css_page_size=True, print_background=True))
        browser.close()
    return found


def words(html):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def test_there_is_a_page_for_all_and_one_for_each(pages):
    assert set(pages) == {"all-2026-10.html", "apollo-2026-10.html", "lumen-2026-10.html", "apollo-end.html"}


@needs_chromium
def test_a_month_is_four_numbered_sheets(printed):
    sheets = printed["apollo-2026-10.html"]
    assert len(sheets) == 4
    for number, text in enumerate(sheets, 1):
        assert f"{number} / 4" in text


@needs_chromium
def test_the_first_sheet_says_how_things_stand(printed):
    first = printed["apollo-2026-10.html"][0]
    assert "October 2026 · as of 10 November 2026" in first
    assert "2 of 4 targets met. Missed: Delivery accuracy, CSAT. Declining over the quarter: CSAT" in first
    assert "On time 100 % at least 80 % ✓ met" in first


@needs_chromium
def test_the_heads_of_tables_stand_on_every_sheet_they_go_over(printed):
    for sheet in printed["apollo-2026-10.html"][:3]:
        assert "Measure Value Target Trend May Jun Jul Aug Sep" in sheet


@needs_chromium
def test_the_end_of_a_project_tells_scope_changes_dates_risks_and_waivers(printed):
    told = " ".join(printed["apollo-end.html"])
    assert "4 changes of scope asked for, 2 approved (56 h on top), 1 declined." in told
    assert "Payments 1 Deliverable 19 h 9 February 2026 done 9 February 2026, on the day agreed" in told
    asked = (
        "Second confirmation over 500 euro 16 March 2026 approved 26 March 2026 by Eva Client, on the status page 24 h"
    )
    assert f"{asked} A new law asks for it" in told
    assert "Statements in English 11 May 2026 declined 20 May 2026 by Ana 40 h" in told
    assert "Dark colours 19 October 2026 not decided" in told
    assert "Waited for the client's test data" in told
    assert "Book the slot early and keep the old issuer Delivered, closed 10 April 2026" in told
    assert "peer-review-is-passed 9 March 2026 20 March 2026 Ana The reviewer is ill this week" in told
    assert "“late answers from the client” was named by 3 reviews in a row" in told


@needs_chromium
def test_pages_fit_a_phone_too(pages):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 900})
        for name, html in pages.items():
            page.set_content(html)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        browser.close()


def test_a_page_runs_nothing_and_fetches_nothing(pages):
    for html in pages.values():
        assert "<script" not in html
        assert "://" not in html
        assert "src=" not in html


def test_names_are_text_and_never_markup(pages):
    assert "Lumen &amp; Söhne &lt;b&gt;" in pages["lumen-2026-10.html"]


def test_figures_of_single_people_are_not_printed(pages):
    for html in pages.values():
        assert "@acme.example" not in html


def test_every_drawing_stands_beside_its_numbers(pages):
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", pages["apollo-2026-10.html"], re.DOTALL)
    assert len(rows) > 20
    for row in rows:
        earlier = re.findall(r'<td class="n past earlier">(.*?)</td>', row)
        assert len(earlier) == 5
        assert row.count("<svg") == any(value[:1].isdigit() or value[:1] == "-" for value in earlier), (
            "one month alone is no drawing"
        )


def test_measures_without_anything_are_told_in_one_line(pages):
    told = words(pages["apollo-2026-10.html"])
    assert re.search(r"Nothing of the kind in this time: Time held, .*Ideas offered", told)
    assert "How many ideas that save" not in told


def test_the_page_of_all_tells_each_in_a_line(pages):
    told = words(pages["all-2026-10.html"])
    assert "2 engagements of 2 clients" in told
    assert "apollo Apollo Bank 2 of 4 met 100 % 6 100 % 0 %" in told


def test_two_groups_never_share_a_file(office):
    twins = (Office.engagement("Big Bank"), Office.engagement("big-bank"))
    pages = report_pages(report(office.world, twins, OCTOBER))
    assert set(pages) == {"all-2026-10.html", "big-bank-2026-10.html", "big-bank-2026-10-2.html"}
