"""A board over a filled store, and a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.client_page.rooms import Clock, fill, served

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture
def store_url(tmp_path):
    return f"sqlite:///{tmp_path}/state.db"


@pytest.fixture
def site(store_url):
    fill(store_url)
    with served(store_url, Clock()) as found:
        yield found


@pytest.fixture(scope="module")  # two at once cannot be: tests of other folders start their own
def browser():
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
