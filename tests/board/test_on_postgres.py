"""Pages made from a PostgreSQL database are those made from a file that holds the same."""

import pytest

from state.open import open_store
from tests.board.conftest import PASSWORD
from tests.board.filled import fill
from tests.board.served import WORD
from tests.board.test_pages import PAGES
from tests.board.test_requests import press
from tests.sync.houses import House

SEARCHES = (
    "/audit?who=STAGE",
    "/audit?said=apo",
    "/audit?kind=write",
    "/outbox?state=sent",
    "/outbox?engagement=apollo-1",
)


@pytest.fixture
def two_stores(tmp_path, postgres_url):
    urls = (f"sqlite:///{tmp_path / 'stageward.db'}", postgres_url)
    for url in urls:
        with open_store(url) as store:
            fill(store, 2, 40)
    return urls


def test_every_page_is_the_same_from_both(visit, two_stores):
    ours, theirs = (visit(url) for url in two_stores)
    for path in (*PAGES, *SEARCHES):
        assert WORD.sub("", ours.page(path)) == WORD.sub("", theirs.page(path)), path


def test_a_database_without_tables_is_told_and_none_are_made(visit, postgres_url):
    answer = visit(postgres_url).get("/")
    assert answer.status_code == 503
    assert "The state store cannot be read" in answer.text
    assert "127.0.0.1" not in answer.text


def test_what_is_asked_for_on_a_page_is_kept(tmp_path, clock, visit, postgres_url, password_hash):
    with House(tmp_path, clock, state_url=postgres_url) as house:
        house.only(house.jira_desk)
        house.sync()
        desk = house.jira_desk
        desk.review(desk.create(status="complete", ticked=True, **{"Client name for it": "Login screens"}))
        house.sync()
        (held,) = house.store.outbox()
        someone = visit(postgres_url, password_hash=password_hash)
        someone.sign_in(PASSWORD)
        press(someone, held.id, "release")
        house.sync()
        (sent,) = house.store.outbox()

    assert (held.state, sent.state) == ("held", "sent")
