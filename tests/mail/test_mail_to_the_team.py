"""Mail to the team is worded and laid out as all other mail is."""

import pytest

from sync.render.refused_plan import render_refused_plan
from sync.render.samples import DAY
from sync.render.stationery import Stationery
from sync.render.waiver_ending import render_endings
from tests.mail.to_the_team import ENDING, REFUSED

RENDERED = [
    pytest.param(lambda *on: render_refused_plan(REFUSED, DAY, *on), id="refused plan"),
    pytest.param(lambda *on: render_endings("apollo", [ENDING], DAY, *on), id="waiver ending"),
]


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
        (RENDERED[0].values[0], "apollo: Ein Plan wartet auf Freigabe", "Nichts davon wurde geschrieben"),
        (RENDERED[1].values[0], "apollo: Ausgesetzte Regeln gelten bald wieder", "Letzter Tag: 25. November 2026"),
    ],
)
def test_it_can_be_had_in_german(render, subject, said):
    mail = render("de")
    assert (mail.subject, mail.language) == (subject, "de")
    assert said in mail.text
    assert "apollo, 20. November 2026" in mail.text


@pytest.mark.parametrize("render", RENDERED)
def test_it_is_written_on_the_stationery_of_the_installation(render):
    own = {"refused.title": "Look here", "ending.title": "Look here"}
    mail = render("en", Stationery({"en": own}, {"letter.txt": "{{ page.headline }} | {{ page.mark }}"}))
    assert mail.text == "Look here | !\n"
