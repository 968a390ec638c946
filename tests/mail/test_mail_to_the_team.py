"""Mail to the team is worded and laid out as all other mail is."""

import pytest

from sync.clients.letters import Health
from sync.render.page import link_to
from sync.render.refused_plan import render_refused_plan
from sync.render.samples import DAY
from sync.render.stationery import Stationery
from sync.render.team_digest import render_digest
from sync.render.team_news import MOST, Overtime, render_overtime
from sync.render.waiver_ending import render_endings
from sync.render.wording import LANGUAGES
from sync.team.digest_parts import Part
from tests.mail.to_the_team import ENDING, MAILS, REFUSED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MAILS)
def test_text_and_html_are_as_in_the_golden_files(same_as_golden, kind, language):
    rendered = MAILS[kind](language)
    assert rendered.language == language
    same_as_golden(f"{kind}.{language}.txt", f"{rendered.subject}\n{rendered.preheader}\n\n{rendered.text}")
    same_as_golden(f"{kind}.{language}.html", rendered.html.replace("><", ">\n<"))


def test_a_plan_that_waits_is_told_with_its_command_on_a_line_of_its_own():
    mail = render_refused_plan(REFUSED, DAY)
    assert mail.subject == "apollo: a plan waits for approval"
    assert f"  - stageward sync --approve {REFUSED.digest}\n" in mail.text
    assert "hold: 2 (APO-1, APO-2)" in mail.text
    assert mail.text.startswith("! A plan waits for approval\nNothing of it was written: ")
    assert "\napollo, 20 November 2026\n" in mail.text


def test_a_waiver_that_ends_is_told_with_the_line_that_prolongs_it():
    mail = render_endings("apollo", [ENDING], DAY)
    assert "\nAPO-9\n" in mail.text
    assert "  - Last day: 25 November 2026\n" in mail.text
    assert "  - To prolong it, comment on the ticket: gate: waive has-owner until" in mail.text
    assert "Dana Weiss: The owner is away" in mail.html.replace('</span> <span dir="auto">', " ")


@pytest.mark.parametrize(
    ("render", "subject", "said"),
    [
        (MAILS["team-refused"], "apollo: Ein Plan wartet auf Freigabe", "Nichts davon wurde geschrieben"),
        (MAILS["team-ending"], "apollo: Ausgesetzte Regeln gelten bald wieder", "Letzter Tag: 25. November 2026"),
    ],
)
def test_it_can_be_had_in_german(render, subject, said):
    mail = render("de")
    assert (mail.subject, mail.language) == (subject, "de")
    assert said in mail.text
    assert "apollo, 20. November 2026" in mail.text


@pytest.mark.parametrize("kind", MAILS)
def test_it_is_written_on_the_stationery_of_the_installation(kind):
    mail = MAILS[kind]("en", Stationery(layouts={"letter.txt": "{{ page.headline }} | {{ page.mark }}"}))
    headline, _, mark = mail.text.rstrip("\n").partition(" | ")
    assert MAILS[kind]().text.startswith(f"{mark} {headline}\n")


def test_of_many_tickets_the_longest_are_told_and_the_others_counted():
    many = [Overtime(f"APO-{days}", "", "", "Planning", "2 working days", days, "") for days in range(1, MOST + 4)]
    mail = render_overtime("apollo", many, DAY)
    assert "And 3 more." in mail.text
    assert f"APO-{MOST + 3}\n" in mail.text
    assert "\nAPO-3\n" not in mail.text


def test_a_digest_begins_with_the_engagement_that_goes_worst():
    calm, late = (
        Part("calm", "C", Health("at_risk", "needs_checks", 1), {}),
        Part("late", "L", Health("off_track", "late", 1), {}),
    )
    mail = render_digest((calm, late), "weekly", DAY)
    assert mail.text.startswith("✕ Off track\n")
    assert mail.text.index("late, for L") < mail.text.index("calm, for C")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", 'https://acme.example/"onclick="x', "https://acme.example/<b>", "ftp://acme.example/", ""],
)
def test_what_is_no_plain_address_becomes_no_link(url):
    assert link_to(url) == ""


def test_a_ticket_is_a_link_in_html_and_an_address_in_text():
    mail = MAILS["team-digest"]()
    assert 'href="https://acme.example/browse/APO-7"' in mail.html
    assert "\n    https://acme.example/browse/APO-7\n" in mail.text
