"""The board's pages of measures and of people, over what a day's first cycle kept."""

import re
import shutil
from datetime import date

import pytest
import requests

from rules.measures.case import Colleague
from sync.figures.aims import Aims
from sync.figures.keeping import keep_measures
from tests.board.served import Clock, Visitor, served_store
from tests.report.office import ANA, NOW, Office, at, ticket
from tests.report.year import PACKS, live_beside, live_through

CHROMIUM = shutil.which("chromium")
PAGES = ("/measures", "/measures?engagement=apollo", "/measures?engagement=apollo&room=Promises", "/people")
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The store of a year in which one person has too much, and another engagement where hours are not known."""
    with Office(tmp_path_factory.mktemp("year"), packs=PACKS) as office:
        live_through(office)
        live_beside(office)
        keep_measures(office.world, office.engagements)
        yield office


@pytest.fixture(scope="module")
def address(year):
    with served_store(year.url, clock=Clock(NOW)) as served:
        yield served


@pytest.fixture
def said(address):
    with requests.Session() as session:
        visitor = Visitor(address, session)
        yield lambda path: " ".join(re.sub(r"<[^>]+>", " ", visitor.page(path)).split())


def test_the_measures_of_all_engagements_stand_side_by_side(said):
    told = said("/measures")
    assert "October 2026" in told
    assert re.search(r"apollo Apollo Bank 100 % met", told)
    assert "lumen Lumen Studio not known" in told


def test_one_engagement_is_told_with_target_trend_and_months(said):
    told = said("/measures?engagement=apollo")
    row = told[told.index("CSAT How satisfied") : told.index("NPS Whether")]
    assert "6 rests on 1 more than 8 missed" in row
    assert "↘ declines" in row
    assert "May 9" in row
    assert "Oct 6" in row


def test_what_is_not_known_is_told_with_what_would_tell_it(said):
    told = said("/measures?engagement=lumen")
    assert "CSAT, NPS, CES no survey of this period has such a score" in told


def test_an_early_warning_leads_to_its_ticket(address):
    page = requests.get(f"{address}/measures?engagement=apollo", timeout=20).text
    assert '<a class="key" href="/engagements/apollo/tickets/APO-403">APO-403</a>' in page


def test_months_begin_with_the_first_that_is_known(said):
    told = said("/measures?engagement=lumen")
    assert "Oct 0 %" in told
    assert "May" not in told


def test_only_one_room_is_shown_where_it_is_chosen(said):
    told = said("/measures?engagement=apollo&room=Promises")
    assert "On time How many" in told
    assert "CSAT How satisfied" not in told


def test_early_warnings_are_told_first(said):
    told = said("/measures?engagement=apollo")
    assert told.index("Early warnings") < told.index("Speed Measure")


def test_an_engagement_nobody_kept_figures_of_is_not_found(address):
    assert requests.get(f"{address}/measures?engagement=nobody", timeout=20).status_code == 404


def test_people_are_added_up_over_engagements_and_the_over_committed_stand_first(said):
    told = said("/people")
    assert told.index("Over-committed: ana@acme.example.") < told.index("Person Open tickets")
    row = told[told.index("ana@acme.example over-committed") :]
    assert row.startswith("ana@acme.example over-committed 32 h a week")
    assert "lumen 1" in row
    assert re.search(r"1[0-9]{2} %", row), "90 hours over two weeks of 32"


def test_who_has_no_hours_told_is_not_known_to_have_too_much(said):
    told = said("/people")
    row = told[told.index("cara@acme.example") :]
    assert row.startswith("cara@acme.example hours not known")


def test_only_the_over_committed_are_shown_where_asked_for(said):
    told = said("/people?only=over-committed")
    assert "1 shown" in told
    assert "bo@acme.example" not in told


def test_a_store_without_any_day_says_so(tmp_path):
    with Office(tmp_path) as office, served_store(office.url) as served:
        assert "No day has been worked out yet" in requests.get(f"{served}/measures", timeout=20).text
        assert "Nobody carries open work yet" in requests.get(f"{served}/people", timeout=20).text


def test_whoever_works_in_many_engagements_has_them_folded(tmp_path):
    with Office(tmp_path) as office:
        office.engagements = tuple(office.engagement(f"work-{number}") for number in range(5))
        for one in office.engagements:
            office.was_read(at("2026-10-01"), one.name)
            office.see(ticket(f"{one.name}-1", "Task", "2026-10-05"), at("2026-10-05"), one.name)
        keep_measures(office.world, office.engagements)
        with served_store(office.url) as served:
            page = requests.get(f"{served}/people", timeout=20).text
    folded = page[page.index("<summary>in 5 engagements</summary>") : page.index("</details>")]
    assert folded.count("<a href") == 5


def test_figures_are_kept_once_in_a_day_of_the_client(tmp_path):
    with Office(tmp_path) as office:
        keep_measures(office.world, office.engagements)
        assert office.store.measures.last_day("apollo") is None, "it was not read yet"
        office.was_read(at("2026-11-01"))
        keep_measures(office.world, office.engagements)
        assert office.store.measures.last_day("apollo") == date(2026, 11, 10)
        office.aims = Aims(people={ANA.email: Colleague(8)})
        office.see(ticket("APO-2", "Task", "2026-11-02"), at("2026-11-10"))
        with served_store(office.url) as served:
            keep_measures(office.world, office.engagements)
            assert ANA.email not in requests.get(f"{served}/people", timeout=20).text
            office.clock.moment = at("2026-11-11")
            keep_measures(office.world, office.engagements)
            assert ANA.email in requests.get(f"{served}/people", timeout=20).text


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_pages_are_accessible_quiet_and_fit_the_window(address, width, scheme):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        console = []
        page.on("console", lambda message: console.append(message.text))
        for path in PAGES:
            page.goto(address + path)
            found = axe.Axe().run(page).response["violations"]
            assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert console == []
        browser.close()
