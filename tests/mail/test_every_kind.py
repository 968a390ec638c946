"""What clients read, kind by kind, in every language."""

from typing import get_args

import pytest

from sync.clients.letters import Letter
from sync.render.letters import render
from sync.render.samples import SAMPLES
from sync.render.wording import LANGUAGES

EVERY = [pytest.param(kind, language, id=f"{kind}-{language}") for kind in SAMPLES for language in LANGUAGES]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_text_and_html_are_as_in_the_golden_files(same_as_golden, kind, language):
    rendered = render(SAMPLES[kind], language)

    same_as_golden(f"{kind}.{language}.txt", f"{rendered.subject}\n{rendered.preheader}\n\n{rendered.text}")
    same_as_golden(f"{kind}.{language}.html", rendered.html.replace("><", ">\n<"))


def test_there_is_a_sample_of_every_kind_of_letter():
    assert {type(letter) for letter in SAMPLES.values()} == set(get_args(Letter))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_first_lines_say_how_things_go_and_why(kind, language):
    first, second, *_ = render(SAMPLES[kind], language).text.splitlines()

    assert first[:2] in {"✓ ", "! ", "✕ ", "→ "}
    assert second.endswith(".") or second[-1].isalpha()
    assert render(SAMPLES[kind], language).preheader.startswith(first[2:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preheader_is_short(language):
    assert max(len(render(letter, language).preheader) for letter in SAMPLES.values()) <= 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_of_the_work_keep_one_subject_and_dates_another(language):
    def subjects(*kinds):
        return {render(SAMPLES[kind], language).subject for kind in kinds}

    status = subjects("milestone", "delivery", "weekly", "weekly-quiet", "digest")
    dates = subjects("delay", "delay-forecast", "delay-recovered")
    assert len(status) == len(dates) == 1
    assert status != dates


def test_every_kind_tells_the_day_in_words_of_its_language():
    assert all("20 November 2026" in render(letter, "en").text for letter in SAMPLES.values())
    assert all("20. November 2026" in render(letter, "de").text for letter in SAMPLES.values())
