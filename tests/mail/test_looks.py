"""What can be measured of how a mail looks: contrast, dark mode, language, reading by machine."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sync.render.letters import render
from sync.render.page import MARKS
from sync.render.samples import SAMPLES
from sync.render.wording import LANGUAGES

KINDS = pytest.mark.parametrize("kind", SAMPLES)
READABLE = 4.5  # WCAG 2.2, 1.4.3, text of any size


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Painted(HTMLParser):
    """Collects every visible text with its colour and the background below it, from inline styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str, str, bool]] = [("", "#000000", "#ffffff", False)]
        self.seen: dict[str, tuple[str, str]] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in {"meta", "br"}:
            return
        _, colour, background, hidden = self.stack[-1]
        style = dict(re.findall(r"([a-z-]+):\s*([^;]+)", dict(attrs).get("style") or ""))
        hidden = hidden or tag == "head" or style.get("display") == "none"
        self.stack.append((tag, style.get("color", colour), style.get("background-color", background), hidden))

    def handle_endtag(self, tag):
        if tag not in {"meta", "br"}:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        _, colour, background, hidden = self.stack[-1]
        if data.strip() and not hidden:
            self.seen[data] = (colour, background)


@KINDS
def test_every_text_stands_out_from_its_background(kind):
    seen = Painted(render(SAMPLES[kind]).html).seen

    assert len(set(seen.values())) >= 4
    assert {text: pair for text, pair in seen.items() if contrast(*pair) < READABLE} == {}


def dark_rules():
    html = render(SAMPLES["digest"]).html
    return html[html.index("prefers-color-scheme: dark") :].split("</style>")[0]


def test_every_text_stands_out_in_dark_mode_too():
    colours = re.findall(r"[{ ;]color: (#\w{6})", dark_rules())
    grounds = re.findall(r"(?:\.page|\.card > table|\.figures) \{[^}]*background-color: (#\w{6})", dark_rules())

    assert len(colours) == 8
    assert len(grounds) == 3
    assert min(contrast(colour, ground) for colour in colours for ground in grounds) >= READABLE


def test_every_colour_of_text_has_one_for_dark_mode():
    for selector in ("h3", "p", "li", "h2", "h4", ".quiet", ".link", *(f".{tone}" for tone in MARKS)):
        assert re.search(rf"\.page {re.escape(selector)}[ ,]", dark_rules()), selector


@KINDS
def test_every_class_with_a_colour_of_its_own_is_known_in_dark_mode(kind):
    html = render(SAMPLES[kind]).html
    coloured = re.findall(r'<(\w+) class="([^"]+)"[^>]*style="[^"]*(?:color|background)[^"]*#', html)
    told = set(re.findall(r"\.([a-z_]+)", dark_rules())) | set(re.findall(r"\.page (\w+)", dark_rules()))

    assert coloured
    assert [names for tag, names in coloured if not {tag, *names.split()} & told] == []


@pytest.mark.parametrize("language", LANGUAGES)
@KINDS
def test_the_page_names_its_language_and_both_colour_schemes(kind, language):
    html = render(SAMPLES[kind], language).html

    assert f'lang="{language}"' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in html


@KINDS
def test_signs_are_hidden_from_screen_readers_and_tables_are_for_layout_only(kind):
    html = render(SAMPLES[kind]).html

    for sign in "✓●○✕→":
        assert html.count(sign) == html.count(f'<span aria-hidden="true">{sign}</span>')
    visible = re.sub(r"<!--\[if.*?<!\[endif\]-->", "", html, flags=re.DOTALL)
    assert visible.count("<table") == visible.count('role="presentation"')


@KINDS
def test_headings_go_down_one_step_at_a_time(kind):
    levels = [int(level) for level in re.findall(r"<h([1-6])", render(SAMPLES[kind]).html)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_long_letter_is_not_cut_by_mail_programs(letter, milestone):
    assert len(render(replace(letter, milestones=(milestone,) * 10)).html) < 102_000  # where Gmail hides the rest


@KINDS
def test_no_letter_is_near_where_mail_programs_cut(kind):
    assert len(render(SAMPLES[kind]).html) < 51_000
