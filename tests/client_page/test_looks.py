"""The page as a client sees it: in a real browser, at two widths, light and dark, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.client_page.filled import APOLLO

CLIENTS = {"en": "Apollo Bank", "de": "Lumen Studio"}


@pytest.fixture
def opened(site, browser):
    """Open a client's page as a browser does; whatever it complains of is collected."""
    complaints = []

    def open_page(client, width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{site.url}/c/{site.grant(client)[0]}")
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert complaints == []


def amiss(page):
    return [(found["id"], [one["html"] for one in found["nodes"]]) for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", CLIENTS)
def test_everybody_can_read_it(opened, language, width, scheme):
    page = opened(CLIENTS[language], width, scheme)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")

    assert page.get_attribute("html", "lang") == language
    assert amiss(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_and_what_opens_nothing_can_be_read_too(opened, site, scheme):
    page = opened("Apollo Bank", scheme=scheme)
    page.click("text=Apollo Bank: delivery status")
    assert amiss(page) == []
    page.click("text=Show it as it was sent")
    assert page.inner_text("body").count("Weekly update") >= 1
    page.context.clear_cookies()


def test_health_with_its_reason_and_date_comes_first(opened):
    page = opened("Apollo Bank")

    told = page.inner_text("main").split("\n")
    assert told[:1] == ["✕"] or told[0].endswith("Off track")
    assert "1 agreed date has moved." in told
    assert "As of 23 November 2026, 10:36 CET" in told
    assert told.index("As of 23 November 2026, 10:36 CET") < told.index("A change for your decision")


def test_a_date_that_moved_is_told_with_the_agreed_and_the_present_day_and_why(opened):
    late = opened("Apollo Bank").locator(".milestone.moved")

    told = late.inner_text()
    assert "20 November 2026" in told
    assert "4 December 2026" in told
    assert "10 working days later" in told
    assert APOLLO.milestones[0].reason in told
    assert APOLLO.milestones[0].mitigation in told
    assert late.locator("[aria-current=step]").text_content() == "Execution"


def test_a_client_decides_with_the_keyboard_alone(opened, site):
    page = opened("Apollo Bank", 390)

    page.get_by_label("Your name").focus()
    page.keyboard.type("Kim Vogt")
    page.keyboard.press("Tab")
    page.keyboard.type("Please start on Monday.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_selector(".answered")
    assert page.inner_text(".answered") == "✓ Approved by Kim Vogt on 23 November 2026"
    assert page.locator("form").count() == 0
    assert amiss(page) == []
    (request,) = site.decisions()
    assert request.wish.facts["comment"] == "Please start on Monday."
