"""Rows of a search by number are read to the end, however they move meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.jira import moving_rows
from connectors.jira.moving_rows import MovingRows, Rows
from connectors.jira.values import mark
from sync.ports import BadAnswer

START = datetime(2026, 3, 9, 9, tzinfo=UTC)


class Index:
    """Rows in order of change, told in pages; `moves` happen before the page of that number is told."""

    def __init__(self, count, *, cap=100, moves=(), apart=timedelta(minutes=1)):
        self.rows = [(str(number), START + number * apart) for number in range(count)]
        self.cap, self.moves, self.asked = cap, dict(moves), []

    def touch(self, *ids):
        now = self.rows[-1][1] + timedelta(minutes=1)
        self.rows = [row for row in self.rows if row[0] not in ids] + [(one, now) for one in ids]

    def fetch(self, query, start):
        self.moves.pop(len(self.asked), lambda _index: None)(self)
        self.asked.append((query, start))
        since = datetime.fromisoformat(query)
        found = [{"id": one, "fields": {"updated": at.isoformat()}} for one, at in self.rows if at >= since]
        page = found[start : start + self.cap]
        return Rows(tuple(map(mark, page)), page, len(found))


def query_since(moment):
    """As the real one: five minutes earlier, cut down to the minute."""
    return ((moment or START) - timedelta(minutes=5)).replace(second=0).isoformat()


def read(index):
    walk = MovingRows(index.fetch, query_since, "acme-dc", "tickets")
    return [row["id"] for page in walk.pages(None) for row in page]


@pytest.mark.parametrize("cap", [1, 2, 7, 99, 100])
@pytest.mark.parametrize("count", [0, 1, 2, 100, 101, 199, 200, 201])
def test_every_row_is_read_whatever_the_server_makes_of_the_page_size(count, cap):
    assert set(read(Index(count, cap=cap))) == {str(number) for number in range(count)}


def test_a_page_begins_with_the_last_row_of_the_one_before():
    index = Index(250)
    read(index)
    assert [start for _, start in index.asked] == [0, 99, 198]


@pytest.mark.parametrize("moved", [1, 5, 60, 150])
def test_rows_that_come_nearer_because_others_moved_to_the_end_are_not_passed_over(moved):
    index = Index(400, moves={2: lambda told: told.touch(*map(str, range(moved)))})
    assert set(read(index)) == {str(number) for number in range(400)}


def test_rows_that_move_at_every_page_are_followed():
    moves = {page: lambda told, page=page: told.touch(str(page), str(page + 90)) for page in range(1, 12)}
    assert set(read(Index(600, moves=moves))) == {str(number) for number in range(600)}


def test_rows_that_are_taken_away_meanwhile_end_the_reading():
    def forget(told):
        told.rows = told.rows[:50]

    assert set(read(Index(150, moves={1: forget}))) == {str(number) for number in range(100)}


def test_more_rows_than_one_query_may_have_are_asked_for_by_a_later_query(monkeypatch):
    monkeypatch.setattr(moving_rows, "MOST_ROWS", 300)
    index = Index(1000)
    assert set(read(index)) == {str(number) for number in range(1000)}
    assert max(start for _, start in index.asked) <= 200
    assert len({query for query, _ in index.asked}) > 3


def test_where_too_many_changed_in_one_minute_the_same_query_goes_on(monkeypatch):
    monkeypatch.setattr(moving_rows, "MOST_ROWS", 300)
    index = Index(1000, apart=timedelta(0))
    assert set(read(index)) == {str(number) for number in range(1000)}
    assert len({query for query, _ in index.asked}) == 2


def test_pages_that_never_fit_together_are_no_answer():
    index = Index(300)
    fetch = index.fetch

    def another_node(query, start):
        page = fetch(query, start)
        return Rows(tuple((f"x{one}{len(index.asked)}", at) for one, at in page.marks), page.raws, page.total)

    with pytest.raises(BadAnswer, match="fit together"):
        list(MovingRows(another_node, query_since, "acme-dc", "tickets").pages(None))
    assert len(index.asked) < 100
