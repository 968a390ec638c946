"""What of an engagement comes to its client's page, from judged tickets and promises."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.model import Standing
from state.open import open_store
from sync.engagement import Approval
from sync.notices import FOR_THE_TEAM
from sync.pages.status_page import Seen, status_of
from sync.render.badge import badge
from sync.render.wording import LANGUAGES, wording_of
from tests.client_page.filled import NOW, sent
from tests.client_page.rooms import KEY, Clock, fill, served
from tests.mail import canaries
from tests.mail.canaries import CANARY, ENGAGEMENT, MAIN, POLICY, SCOPE, dates

ROOT = Path(__file__).parents[2]
NEEDED = ("description", "estimate", "Impact on time", "Impact on budget")
APPROVAL = Approval("Client approval")


def shown(*fields, types=("Deliverable", "Risk", "Change Request"), title="none"):
    visible = replace(ENGAGEMENT.client_visible, fields=fields, types=types, title=title)
    return replace(ENGAGEMENT, client_visible=visible, approval=APPROVAL)


def told(engagement, *subjects, **seen):
    return status_of(Seen(subjects, dates(*subjects), **seen), engagement, POLICY, canaries.NOW)


def subject(**facts):
    """Return a piece of work in which everything sings."""
    one = canaries.subject(**facts)
    return replace(one, verdict=replace(one.verdict, stages={MAIN.name: "Review"}))


def change(**facts):
    one = canaries.subject(id="change", type="Change Request", **facts)
    return replace(one, verdict=replace(one.verdict, standing=Standing.CLEAR, stages={SCOPE.name: "With Client"}))


def risk():
    return subject(id="risk", type="Risk")


def page_of(status, tmp_path, path="/c/status", mails=()):
    """Keep a status and return what its client's browser gets."""
    url = f"sqlite:///{tmp_path}/{status.language}.db"
    fill(url, [status], mails)
    with served(url, Clock(canaries.NOW)) as site:
        return site.get(path, site.grant(status.client)[0]).text


def heard(text):
    return set(re.findall(rf"{CANARY}\d*", text, re.IGNORECASE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_internal_comes_to_the_page(language, tmp_path):
    one = subject()
    listed = replace(ENGAGEMENT, client=replace(ENGAGEMENT.client, language=language))
    page = page_of(told(listed, one, risk(), change()), tmp_path)

    assert wording_of(language)["weekly.needs"] in page
    assert heard(page) == set()
    assert not {number for number in ("4711", "4,711", "4.711", "2031", "2032") if number in page}


def test_what_is_listed_comes_to_the_page_and_nothing_with_it(tmp_path):
    one, asked = subject(), change()
    page = page_of(told(shown(*NEEDED, "Mitigation", "Reason"), one, risk(), asked), tmp_path)
    fields, of_change = one.ticket.fields, asked.ticket.fields
    allowed = {
        of_change["Impact on time"],
        of_change["Impact on budget"],
        of_change["Reason"],
        asked.ticket.description,
    }

    assert allowed <= heard(page)
    assert fields["Mitigation"] in heard(page)
    assert not heard(page) & {
        fields["Internal note"],
        fields["Margin"],
        one.ticket.id,
        asked.ticket.id,
        asked.ticket.key,
    }


def test_past_mails_hold_what_they_held_and_no_address(tmp_path):
    status = told(shown(), subject())
    mail = replace(sent(status.engagement, "weekly", 1), to=(f"{CANARY}@apollo.example",))
    for path in ("", "/notice1", "/notice1/as-sent"):
        page = page_of(status, tmp_path, f"/c/mail{path}" if path else "/c/status", [mail] if not path else ())
        assert heard(page) == set()
        assert "Apollo Bank" in page


@pytest.mark.parametrize("secret", ["held", "ready", "failed"])
def test_only_mails_that_were_sent_to_clients_are_shown(secret, tmp_path):
    status = told(shown(), subject())
    mails = [replace(sent(status.engagement, "weekly", 1), state=secret, sent=None, subject="not this one")]
    mails += [
        replace(sent(status.engagement, "milestone", 2), kind=min(FOR_THE_TEAM), subject="nor this"),
        sent(status.engagement, "weekly", 3),
    ]
    page = page_of(status, tmp_path, mails=mails)

    assert "not this one" not in page
    assert "nor this" not in page
    assert "Apollo Bank: delivery status" in page


def test_a_badge_tells_three_words_and_nothing_else(tmp_path):
    status = told(ENGAGEMENT, subject())
    url = f"sqlite:///{tmp_path}/badge.db"
    fill(url, [status], ())
    from sync.pages.client_links import badge_address

    with served(url, Clock(canaries.NOW)) as site:
        answer = site.get(badge_address("", status.engagement, KEY))
        site.clock.at += timedelta(hours=1)
        later = site.get(badge_address("", status.engagement, KEY))
        other = badge_address("", status.engagement, type(KEY)("another installation's secret"))
        assert site.get(other).status_code == 404
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Delivery: Off track" in answer.text
    assert "Delivery: Not up to date" in later.text
    assert heard(answer.text) == set()


def test_a_page_that_is_looked_at_once_an_hour_is_up_to_date_for_three(tmp_path):
    status = replace(told(ENGAGEMENT, subject()), every=timedelta(hours=1))
    url = f"sqlite:///{tmp_path}/hourly.db"
    fill(url, [status], ())
    with served(url, Clock(canaries.NOW)) as site:
        token, _ = site.grant(status.client)
        site.clock.at += timedelta(hours=3)
        assert 'class="stale"' not in site.get("/c/status", token).text
        site.clock.at += timedelta(minutes=1)
        assert 'class="stale"' in site.get("/c/status", token).text


@pytest.mark.parametrize("word", ["on_track", "at_risk", "off_track", None])
@pytest.mark.parametrize("language", LANGUAGES)
def test_badges_are_wide_enough_and_have_words_beside_colours(word, language):
    drawn = badge(word, wording_of(language))

    assert drawn.count("<text") == 2
    assert len(set(re.findall(r'fill="(#\w{6})"', drawn))) == 2


def test_every_phrase_of_the_page_stands_somewhere_on_it():
    sources = [*(ROOT / "sync" / "render").glob("*.py"), *(ROOT / "state" / "board" / "client").rglob("*.[ph]*")]
    used = set(
        re.findall(
            r"[\"'](?:status|badge)\.[a-z_.]+",
            "".join(one.read_text() for one in sources if one.suffix in {".py", ".html"}),
        )
    )
    names = {name.removesuffix(".one").removesuffix(".other") for name in wording_of("en")}
    ours = {name for name in names if name.startswith(("status.", "badge."))}

    built = {"status.state.", "status.decided."}  # the last part is a word of the data
    assert {name for name in ours if not name.startswith(tuple(built))} == {one[1:] for one in used} - built - {
        "status.decided.elsewhere"
    }
    assert built < {one[1:] for one in used}


def test_values_of_tickets_stay_text(tmp_path):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' {{7*7}} {% raw %}"
    filled = dict.fromkeys(("Mitigation", "Reason", "Impact", "Impact on time", "Impact on budget"), evil)
    one = subject(title=evil, fields=filled)
    asked = change(title=evil, fields=filled, description=evil)
    engagement = shown(*NEEDED, "Mitigation", "Reason", "Impact", title="title")
    page = page_of(
        told(engagement, one, replace(risk(), ticket=replace(risk().ticket, fields=filled)), asked), tmp_path
    )

    assert page.count("&lt;script&gt;") > 6
    assert "<script" not in page
    assert "<img" not in page
    assert "{{7*7}}" in page


def test_a_date_that_is_only_likely_to_be_missed_is_told_with_its_mitigation_alone():
    one = subject()
    later = Seen([one], dates(one, agreed=date(2026, 11, 27)))

    def state(engagement):
        return status_of(later, engagement, POLICY, canaries.NOW).milestones[0].state

    assert state(shown("Mitigation")) == "likely_late"
    assert state(shown()) == "as_agreed"


def test_a_change_is_asked_once_all_a_client_needs_to_decide_is_visible():
    assert told(shown(*NEEDED), change()).changes[0].ticket_id == "change"
    assert told(shown(), change()).changes == ()
    assert told(shown(*NEEDED, types=("Deliverable",)), change()).changes == ()


def test_a_change_that_is_answered_in_its_field_says_so():
    answered = change(fields={"Client approval": " approved ", "Impact on time": "none", "Impact on budget": "none"})

    assert told(shown(*NEEDED), answered).changes[0].said == "Approved"


def test_changes_are_no_milestones_and_risks_without_a_mitigation_are_not_told():
    bare = replace(risk(), ticket=replace(risk().ticket, fields={}))
    status = told(shown("Mitigation"), subject(), change(), bare)

    assert [one.kind for one in status.milestones] == ["Deliverable"]
    assert status.risks == ()


def test_everything_comes_back_from_the_store_as_it_was_kept(tmp_path):
    since = {"change": datetime(2026, 11, 19, 8, tzinfo=ZoneInfo("UTC"))}
    filled = {"Go-live": date(2031, 4, 7), "Impact on time": "none", "Impact on budget": "none"}
    status = told(shown(*NEEDED, "Go-live", "Mitigation"), subject(), risk(), change(fields=filled), entered=since)
    url = f"sqlite:///{tmp_path}/kept.db"
    fill(url, [status], ())
    with open_store(url) as store:
        from state.client_status import statuses_of

        assert statuses_of(store._kept._db, status.client.upper()) == (status,)
    assert status.changes[0].since == since["change"]
    assert ("Go-live", date(2031, 4, 7)) in status.changes[0].change.facts


def test_several_engagements_of_one_client_are_sections_of_one_page(tmp_path):
    url = f"sqlite:///{tmp_path}/two.db"
    status = told(shown(), subject())
    fill(url, [status, replace(status, engagement="zweites", client="APOLLO bank", called="Mobile app")], ())
    with served(url, Clock(canaries.NOW)) as site:
        page = site.get("/c/status", site.grant()[0]).text
    assert page.count('class="engagement"') == 2
    assert "Project 1" in page
    assert "Mobile app" in page


def test_old_figures_say_so_in_kind_words(tmp_path):
    url = f"sqlite:///{tmp_path}/old.db"
    fill(url)
    with served(url, Clock(NOW)) as site:
        token = site.grant()[0]
        assert "Newer figures are on their way" not in site.get("/c/status", token).text
        site.clock.at += timedelta(minutes=20)
        assert "This is how things stood on 23 November 2026 at 10:36 CET." in site.get("/c/status", token).text


def test_a_client_nobody_looked_at_yet_gets_a_page_that_says_so(tmp_path):
    url = f"sqlite:///{tmp_path}/none.db"
    with served(url, Clock(NOW)) as site:
        fill(url, (), ())
        assert "There is nothing to show yet." in site.get("/c/status", site.grant("New Client")[0]).text
