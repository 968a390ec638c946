"""One digest to an address, in the morning, with what is theirs, once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sync.engagement import MailMode
from tests.sync.ladder import PLAN, REVIEW, put_up
from tests.sync.team_mail import MANAGER, OFFICE, TEAM, about, with_takes

DAILY, WEEKLY = "Daily digest", "Weekly digest"


@pytest.fixture
def office(house, desk):
    """A house whose project manager gets a daily digest, on a Monday, with a blocked ticket."""
    house.team, house.digest = TEAM, {"project-manager": "daily"}
    ticket = desk.create("Login screens")
    house.sync()
    return ticket


def the_digest(house, title=DAILY):
    return about(house, title)[-1][2]


def lines_of(said, matter):
    """The lines under a heading of a digest, joined where they were broken."""
    under = said.partition(f"\n{matter}\n")[2].partition("\n\n")[0]
    return under.replace("\n    ", " ").splitlines()


def test_it_says_how_things_go_and_what_blocks_since_when_with_a_link(house, desk, office):
    ((to, subject, said),) = about(house, DAILY)
    assert (to, subject) == (OFFICE, "Daily digest, 9 March 2026")
    assert f"\n{desk.engagement}, for " in said
    assert "On track: " in said
    (line,) = lines_of(said, "Blocked")
    assert line.startswith("  - ")
    assert "Login screens · " in line
    assert "since 9 March 2026" in line
    assert line.partition(" http")[2]


def test_it_comes_once_a_day_in_the_morning_and_not_at_the_weekend(house, desk, office):
    house.sync()
    assert len(about(house, DAILY)) == 1
    house.clock.at = datetime(2026, 3, 10, 6, tzinfo=UTC)
    house.sync()
    assert len(about(house, DAILY)) == 1
    house.clock.at = datetime(2026, 3, 10, 15, tzinfo=UTC)  # nothing ran in the morning
    house.sync()
    assert len(about(house, DAILY)) == 2
    house.clock.at = datetime(2026, 3, 14, 12, tzinfo=UTC)
    house.sync()
    assert len(about(house, DAILY)) == 2


def test_it_tells_what_changed_since_the_last_one(house, desk, office):
    desk.create("Another piece")
    house.clock.pass_(days=1)
    house.sync()
    (changed, created) = lines_of(the_digest(house), "Changed since 9 March 2026")
    assert changed.startswith("  - Newly blocked: ")
    assert created == "  - 1 new ticket"
    desk.tick(office)
    desk.review(office)
    house.clock.pass_(days=1)
    house.sync()
    house.clock.pass_(days=1)
    house.sync()
    told = [line for to, _, said in about(house, DAILY) for line in said.splitlines() if "Blocked no more" in line]
    assert len(told) == 1


def test_where_there_is_nothing_to_tell_none_is_sent_that_day(house, desk):
    house.team, house.digest = TEAM, {"project-manager": "daily"}
    house.sync()
    desk.create()
    house.sync()
    assert about(house, DAILY) == []


def test_the_weekly_one_comes_on_the_first_working_day_and_catches_up_what_was_missed(house, desk):
    house.team, house.digest = TEAM, {"Delivery Manager": "weekly"}
    house.clock.at = datetime(2026, 3, 11, 12, tzinfo=UTC)
    desk.create()
    house.sync()
    assert about(house, WEEKLY) == []
    house.clock.at = datetime(2026, 3, 16, 12, tzinfo=UTC)
    house.sync()
    assert [(to, subject) for to, subject, _ in about(house, WEEKLY)] == [(MANAGER, "Weekly digest, 16 March 2026")]
    house.clock.at = datetime(2026, 3, 25, 12, tzinfo=UTC)  # nothing ran on Monday and Tuesday
    house.sync()
    house.sync()
    assert len(about(house, WEEKLY)) == 2


def test_all_engagements_of_an_address_are_in_one_mail(house):
    house.team, house.digest = {**TEAM, "delivery-manager": OFFICE}, {"project-manager": "daily"}
    house.set(digest={"delivery-manager": "weekly"})
    for desk in (house.jira_desk, house.clickup_desk):
        desk.create()
    house.cycle()
    ((to, subject, said),) = about(house, "digest")
    assert (to, subject) == (OFFICE, "Weekly digest, 9 March 2026")
    assert said.count("Blocked\n") == 2
    house.cycle()
    assert len(about(house, "digest")) == 1


def test_a_person_is_told_of_their_own_tickets_only(house, desk):
    house.engagements = tuple(replace(one, roles={}) for one in house.engagements)
    author = desk.service.people[desk.author].email
    house.team, house.digest = TEAM, {author: "daily"}
    desk.create("Mine")
    others = desk.create("Of a colleague")
    desk.give(others, desk.colleague)
    house.sync()
    ((to, _, said),) = about(house, DAILY)
    assert to == author
    assert "Mine" in said
    assert "Of a colleague" not in said


def test_it_tells_escalations_stages_over_time_risks_dates_and_notices(house, desk, office):
    put_up(house)
    desk.fill(office, "Mitigation", PLAN)
    desk.create_risk()
    house.packs = with_takes(house.packs, "Review", "1 working day")
    house.sync()
    house.clock.pass_(days=2)
    house.sync()
    house.clock.pass_(days=1)
    house.sync()
    said = the_digest(house)
    (escalated,) = lines_of(said, "Escalated")
    assert f" · {REVIEW} · since 9 March 2026 · " in escalated
    assert "mail release" in escalated
    (longer,) = lines_of(said, "Over the time of their stage")
    assert "Review, for 3 working days" in longer
    (risk,) = lines_of(said, "Risks that lack something")
    assert "no owner" in risk or "no mitigation" in risk
    notice, how = lines_of(said, "Notices that wait for a person")
    assert "client-warning · waits for release · to " in notice
    assert "stageward mail release" in how


def test_it_tells_dates_ahead_the_nearest_first(house, desk, office):
    desk.create("Later", days_ago=24)  # due thirty days after that
    desk.create("Sooner", days_ago=28)
    house.clock.pass_(days=1)
    house.sync()
    sooner, later = lines_of(the_digest(house), "Dates up to five working days ahead")
    assert "Sooner" in sooner
    assert "due 11 March 2026" in sooner
    assert "Later" in later


def test_an_engagement_that_could_not_be_read_says_why(house, desk, office):
    from connectors.sandbox import Fault

    house.clock.pass_(days=1)
    desk.fault(Fault(status=401, times=50))
    house.cycle()
    assert "Could not be read in this run" in the_digest(house)


def test_a_dry_run_shows_it_and_keeps_nothing(house, desk):
    house.team, house.digest = TEAM, {"project-manager": "daily"}
    desk.create()
    house.clock.at = datetime(2026, 3, 9, 5, tzinfo=UTC)
    house.sync()
    house.clock.at = datetime(2026, 3, 9, 12, tzinfo=UTC)
    planned = house.cycle(writes=False)
    assert [(one.kind, one.to, one.state) for one in planned.notices] == [("team-digest", (OFFICE,), "ready")]
    assert house.mails == ()
    house.sync()
    assert len(about(house, DAILY)) == 1


def test_a_run_that_begins_again_sends_none_twice(house, desk, office):
    house.start_again()
    house.sync()
    assert len(about(house, DAILY)) == 1


def test_where_mail_is_off_none_is_written(house, desk):
    house.team, house.digest = TEAM, {"project-manager": "daily"}
    house.mail = replace(house.mail, mode=MailMode.OFF)
    desk.create()
    assert house.cycle().notices == ()
