"""What the pages tell of the last cycle."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from state.board.timeline import timeline_of
from state.open import open_store
from sync.pages.board_facts import MilestoneLine
from tests.board.filled import fill

PAGES = (
    "/",
    "/engagements/apollo-1",
    "/engagements/lumen-1?standing=amiss",
    "/engagements/apollo-1/tickets/APO-17",
    "/measures",
    "/people",
    "/rules",
    "/outbox",
    "/outbox/apollo-1-2",
    "/runs",
    "/runs/run000000001",
    "/audit",
)


def words(page):
    """Return what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def keys_of(page):
    """Return the keys in the table of tickets."""
    page = page[page.index('id="tickets"') : page.index('id="milestones"')]
    return set(re.findall(r'<th scope="row"><a class="key" href="[^"]*/tickets/([^"]+)"', page))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_how_old_it_is_and_where_one_can_go(visit, path):
    page = visit().page(path)
    assert "Data from 2026-03-09 12:00 UTC 2 min ago" in words(page)
    assert '<a class="skip" href="#main">' in page
    for name in ("Engagements", "Rules", "Outbox", "Runs", "Audit"):
        assert f">{name}</a>" in page


@pytest.mark.parametrize("path", PAGES)
def test_it_is_told_on_every_page_that_cycles_have_stopped(visit, clock, path):
    clock.pass_(minutes=14)
    assert "Stale." in words(visit().page(path))


def test_data_of_three_intervals_is_not_stale_yet(visit, clock):
    clock.pass_(minutes=13)
    assert "Stale." not in visit().page("/")


def test_an_engagement_that_is_cycled_once_an_hour_is_not_stale_for_three(visit, clock, tmp_path):
    url = f"sqlite:///{tmp_path}/hourly.db"
    with open_store(url) as store:
        fill(store, 2, 5)
        facts = store.board.facts("apollo-1")
        store.board.keep(replace(facts, summary=replace(facts.summary, every=timedelta(hours=1))))
    someone = visit(url)
    clock.pass_(hours=1)
    assert "This engagement was last judged" not in words(someone.page("/engagements/apollo-1"))
    assert "This engagement was last judged" in words(someone.page("/engagements/lumen-1"))
    assert someone.page("/").count('class="sign stale"') == 1
    clock.pass_(hours=2)
    assert "This engagement was last judged" in words(someone.page("/engagements/apollo-1"))


def test_the_overview_tells_health_with_its_reason_and_since_when(visit):
    said = words(visit().page("/"))
    assert "apollo-1 Apollo Bank · enforce On track Work moves as planned. Since 2026-03-09" in said
    assert re.search(r"lumen-1 Lumen Studio · enforce Off track \d+ .+ Since 2026-03-09", said)
    assert said.index("Off track") < said.index("On track Work"), "the worst stands first"


def test_what_the_last_run_could_not_do_is_told_first(visit):
    page = visit().page("/")
    assert page.index("acme-jira did not answer in time") < page.index("<table")


def test_filters_stand_in_the_address(visit):
    someone = visit()
    assert "apollo-1" in someone.page("/?client=Apollo+Bank")
    assert "lumen-1</a>" not in someone.page("/?client=Apollo+Bank")
    assert 'value="Apollo Bank" selected' in someone.page("/?client=Apollo+Bank")


def test_tickets_are_filtered_by_standing_stage_rule_and_words(visit):
    someone = visit()
    blocked = keys_of(someone.page("/engagements/apollo-1?standing=blocked"))
    amiss = keys_of(someone.page("/engagements/apollo-1?standing=amiss"))
    in_review = keys_of(someone.page("/engagements/apollo-1?stage=review"))
    failing = keys_of(someone.page("/engagements/apollo-1?rule=peer-review-is-passed"))
    assert blocked < amiss
    assert in_review
    assert in_review.isdisjoint(failing)
    assert keys_of(someone.page("/engagements/apollo-1?said=apo-17")) == {"APO-17"}


def test_a_ticket_tells_every_rule_with_what_was_found_and_wanted_and_its_history(visit):
    [key, *_] = sorted(keys_of(visit().page("/engagements/apollo-1?rule=peer-review-is-passed")))
    said = words(visit().page(f"/engagements/apollo-1/tickets/{key}"))
    assert "peer-review-is-passed" in said
    assert "there is no comment that says" in said
    assert "wanted" in said.casefold()
    assert "rules not asked of this ticket" in said
    assert "First seen in In Progress" in said


def test_a_ticket_is_found_by_its_key_and_by_its_id(visit):
    someone = visit()
    assert "<h1>" in someone.page("/engagements/apollo-1/tickets/apollo-1-17")
    assert someone.get("/engagements/apollo-1/tickets/NOPE-1").status_code == 404
    assert someone.get("/engagements/nobody").status_code == 404


def test_risks_stand_in_a_matrix_by_probability_and_impact(visit):
    page = visit().page("/engagements/lumen-1")
    matrix = page[page.index('class="matrix"') :]
    assert matrix.index("High probability") < matrix.index("Medium probability") < matrix.index("Low probability")
    assert 'class="risk"' in matrix


def test_a_milestone_tells_agreed_due_and_by_how_much_it_slips_and_why_it_moved(visit):
    said = words(visit().page("/engagements/lumen-1"))
    assert re.search(r"\d+ working days? later", said)
    assert "The supplier delivers later." in said


def test_escalations_tell_their_step_and_waivers_their_end(visit):
    said = words(visit().page("/engagements/lumen-1"))
    assert "Internal review 1 of 3" in said
    assert "effort-is-estimated 2026-06-30 dana@acme.example" in said


def test_rules_tell_how_often_they_are_asked_and_fail_and_which_want_a_look(visit):
    someone = visit()
    said = words(someone.page("/rules"))
    assert "peer-review-is-passed" in said
    assert "100 %" in said
    asked = set(re.findall(r'class="sign note">([^<]+)<', someone.page("/rules?sign=never+asked")))
    assert asked == {"never asked"}


def test_the_outbox_is_filtered_and_a_notice_shows_the_text_its_contacts_read(visit):
    someone = visit()
    assert "apollo-1-2" in someone.page("/outbox?state=held")
    assert "apollo-1-0" not in someone.page("/outbox?state=held")
    assert "Good news: two pieces of work reached Review." in someone.page("/outbox/apollo-1-2")
    assert someone.get("/outbox/nothing").status_code == 404


def test_runs_tell_what_they_did_and_that_one_goes_on(visit):
    someone = visit()
    assert "not ended" in someone.page("/runs")
    assert "gate:blocked" in someone.page("/runs/run000000001")
    assert "run000000003" not in someone.page("/runs?errors=only")
    assert someone.get("/runs/nothing").status_code == 404


def test_the_trail_is_searched_by_kind_ticket_text_and_day(visit):
    someone = visit()
    assert "add label" in someone.page("/audit?kind=write&ticket=APO-1")
    assert "Nothing in the trail is like that." in someone.page("/audit?said=nobody-wrote-this")
    assert "Nothing in the trail is like that." in someone.page("/audit?until=2020-01-01")
    assert "Nothing in the trail is like that." in someone.page("/audit?said=%25")
    assert "Nothing in the trail is like that." not in someone.page("/audit?since=2026-03-09&until=2026-03-09")


def test_the_trail_goes_on_to_older_rows_until_there_are_none(visit):
    someone, path, seen = visit(), "/audit?kind=judgement", []
    while path:
        page = someone.page(path)
        seen += re.findall(r"no\. (\d+)", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = found and found[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 160
    assert list(map(int, seen)) == sorted(map(int, seen), reverse=True)


@pytest.mark.parametrize(
    "query",
    ["before=9999999999999999999999", "before=x", "since=yesterday", "kind=%00", "until=9999-12-31", "who=%F0%9F"],
)
def test_a_query_that_means_nothing_is_no_error(visit, query):
    visit().page(f"/audit?{query}")


def test_a_long_table_shows_its_first_rows_and_keeps_the_others_behind_a_line(visit):
    page = visit().page("/rules")
    first, folded = (part.count('<th scope="row">') for part in page.split('<details class="more">'))
    assert first == 25
    assert f"{folded} more rules" in words(page)


def test_the_outbox_says_first_what_waits_for_somebody(visit):
    someone = visit()
    assert "For somebody to look at: 4 held , 4 stuck" in words(someone.page("/outbox"))
    assert "For somebody" not in someone.page("/outbox?state=sent")


def test_a_store_without_a_cycle_says_so(visit, tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    open_store(url).close()
    someone = visit(url)
    assert "No cycle has left anything to show yet." in someone.page("/")
    for path in ("/rules", "/outbox", "/runs", "/audit"):
        someone.page(path)


def test_a_store_that_is_gone_is_told_without_its_path(visit, tmp_path):
    url = f"sqlite:///{tmp_path / 'gone.db'}"
    answer = visit(url).get("/")
    assert answer.status_code == 503
    assert "The state store cannot be read" in answer.text
    assert str(tmp_path) not in answer.text
    assert not (tmp_path / "gone.db").exists()


def test_no_page_writes_to_the_store(tmp_path, visit):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    with open_store(url) as store:
        fill(store, 1, 12)
        head = store.trail_head()
    someone = visit(url)
    for path in ("/", "/engagements/apollo-1", "/outbox", "/audit"):
        someone.page(path)
    with open_store(url) as store:
        assert store.trail_head() == head
        assert store.requests.waiting() == ()


@pytest.mark.parametrize("due", [date.min, date.max, date(2126, 3, 9)])
def test_a_mistyped_year_breaks_no_picture(due):
    near = MilestoneLine("APO-1", "Beta", "Milestone", due=date(2026, 3, 20))
    odd = MilestoneLine("APO-2", "Odd", "Milestone", agreed=date(2026, 3, 2), due=due)
    timeline = timeline_of((near, odd), date(2026, 3, 9))
    assert [0 <= bar.expected <= timeline.width for bar in timeline.bars] == [True, True]
    assert 0 < len(timeline.months) < 30


def test_without_any_date_there_is_no_picture():
    assert timeline_of((MilestoneLine("APO-1", "Beta", "Milestone"),), date(2026, 3, 9)) is None
