"""What can be measured of how a mail looks: contrast, dark mode, language, reading by machine."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sync.render.mail import render

HEALTHS = ["on_track", "at_risk", "off_track"]
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


@pytest.mark.parametrize("health", HEALTHS)
def test_every_text_stands_out_from_its_background(letter, health):
    seen = Painted(render(replace(letter, health=health)).html).seen

    assert len(set(seen.values())) >= 4
    assert {text: pair for text, pair in seen.items() if contrast(*pair) < READABLE} == {}


def test_every_text_stands_out_in_dark_mode_too(letter):
    html = render(letter).html
    dark = html[html.index("prefers-color-scheme: dark") :].split("</style>")[0]
    colours = re.findall(r"[{ ;]color: (#\w{6})", dark)
    grounds = re.findall(r"(?:\.page|\.card > table) \{[^}]*background-color: (#\w{6})", dark)

    assert len(colours) == 6
    assert len(grounds) == 2
    assert min(contrast(colour, ground) for colour in colours for ground in grounds) >= READABLE


def test_every_colour_of_text_has_one_for_dark_mode(letter):
    html = render(letter).html
    dark = html[html.index("prefers-color-scheme: dark") :].split("</style>")[0]

    for selector in ("h3", "p", "li", "h2", "h4", ".quiet", *(f".{health}" for health in HEALTHS)):
        assert re.search(rf"\.page {re.escape(selector)}[ ,]", dark), selector


def test_the_page_names_its_language_and_both_colour_schemes(letter):
    html = render(letter).html

    assert 'lang="en"' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in html


def test_signs_are_hidden_from_screen_readers_and_tables_are_for_layout_only(letter):
    html = render(letter).html

    for sign in "✓●○":
        assert f'<span aria-hidden="true">{sign}</span>' in html
        assert html.count(sign) == html.count(f'<span aria-hidden="true">{sign}</span>')
    visible = re.sub(r"<!--\[if.*?<!\[endif\]-->", "", html, flags=re.DOTALL)
    assert visible.count("<table") == visible.count('role="presentation"')


def test_headings_go_down_one_step_at_a_time(letter):
    levels = [int(level) for level in re.findall(r"<h([1-6])", render(letter).html)]

    assert levels[:3] == [1, 2, 3]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_long_letter_is_not_cut_by_mail_programs(letter, milestone):
    assert len(render(replace(letter, milestones=(milestone,) * 10)).html) < 102_000  # where Gmail hides the rest
