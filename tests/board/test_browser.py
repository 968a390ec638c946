"""The pages in a real browser: nothing on the console, nothing against accessibility, usable by keyboard and on a phone.

Needs Chromium and Playwright; where they are missing, the tests say what installs them.
"""

import shutil

import pytest

from sync.mailing.unsubscribe import PATH, Unsubscription, token_of
from tests.board.conftest import PASSWORD
from tests.board.served import KEY, served_store
from tests.board.test_pages import PAGES

CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")

UNSUBSCRIBE = PATH + token_of(Unsubscription("kim@client.example", "apollo-1", "milestones"), KEY)
LOOKS = [(1280, "light", "large"), (1280, "dark", "address"), (390, "light", "address"), (390, "dark", "large")]


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(filled_url):
    with served_store(filled_url) as served:
        yield served


@pytest.fixture(scope="module")
def large(large_url):
    with served_store(large_url) as served:
        yield served


@pytest.fixture
def look(browser):
    """Open pages of one width and scheme, and note what the console says."""
    contexts = []

    def opened(width, scheme, **more):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("requestfailed", lambda request: page.said.append(request.url))
        return page

    yield opened
    for context in contexts:
        context.close()


def violations(page):
    found = axe.Axe().run(page).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.lasting
@pytest.mark.parametrize(("width", "scheme", "store"), LOOKS)
def test_every_page_is_accessible_and_quiet(look, request, width, scheme, store):
    page, address = look(width, scheme), request.getfixturevalue(store)
    for path in (*PAGES, UNSUBSCRIBE, "/nothing"):
        page.goto(address + path)
        assert violations(page) == [], path
        refused = [said for said in page.said if "404" not in said or path != "/nothing"]
        assert refused == [], path


@pytest.mark.parametrize("path", [*PAGES, UNSUBSCRIBE])
def test_a_phone_needs_no_sideways_scrolling(look, address, path):
    page = look(390, "light")
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_everything_works_without_scripts(look, address):
    page = look(1280, "light", java_script_enabled=False)
    page.goto(address)
    page.get_by_label("Client").select_option("Lumen Studio")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("client=Lumen+Studio")
    page.get_by_role("link", name="lumen-1", exact=True).click()
    page.get_by_label("Standing").select_option("blocked")
    page.get_by_role("button", name="Show").click()
    assert "standing=blocked" in page.url


def test_the_keyboard_reaches_the_content_first_and_every_link(look, address):
    page = look(1280, "light")
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"apollo-1", "lumen-1"} <= seen


def test_the_sign_in_form_is_accessible_also_after_a_miss(look, filled_url, password_hash):
    with served_store(filled_url, password_hash=password_hash) as served:
        page = look(390, "dark")
        page.goto(served)
        assert violations(page) == []
        page.get_by_label("Your name").fill("Ana Lima")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        assert violations(page) == []
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_text("Ana Lima").is_visible()
        page.goto(f"{served}/outbox/apollo-1-2")
        assert page.get_by_role("button", name="Release it with the next cycle").is_visible()
        assert violations(page) == []


def test_on_paper_there_is_no_navigation(look, address):
    page = look(1280, "light")
    page.goto(address)
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Pages").is_visible()
    assert page.get_by_role("table").is_visible()
