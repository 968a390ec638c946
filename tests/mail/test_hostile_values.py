"""Values are strangers' text: whatever stands in them, the mail keeps its form and shows them as they are."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.letters import Milestone, MilestoneSummary, StripStep
from sync.render.mail import render
from sync.render.wording import clean

VOID = {"br", "hr", "img", "input", "link", "meta"}
CANARIES = [
    "<script>alert(1)</script>",
    "</mj-text></mj-column><mj-image src='https://evil.example/x.png'/>",
    "<!-- comment --> <![CDATA[ x ]]> <!--[if mso]>",
    "{{7*7}} {% raw %} {0.__class__} %s",
    "a & b &lt; &#x3c;b&#62; &amp;amp; &nbsp; &bogus;",
    "\"double\" 'single' `back`",
    "]]> --> ?> <?php",
    "javascript:alert(1) style=\"x\" onload='y'",
    "W" * 500,
    "שלום עולם",
    "👩\u200d💻 Ünïcode ﷽",
]
values = st.text(st.characters(), max_size=40) | st.text("<>&\"'/=!-[]{}%#;:` abmjtext", max_size=40)


class Shape(HTMLParser):
    """The tags of a page in their order, checked to be balanced, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.comments: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        self.comments.append(data)

    def handle_data(self, data):
        self.text.append(data)


def filled_with(value: str) -> MilestoneSummary:
    """A letter in which every text is the value."""
    day = date(2026, 11, 22)
    milestone = Milestone(
        name=value,
        kind=f"kind {value}",
        stage=value,
        reached=day,
        strip=(StripStep(value, "done"), StripStep(value, "here"), StripStep(value, "ahead")),
        checked=(value, value),
        conditions=((value, day),),
        next_stage=f"next {value}",
        due=day,
        facts=((value, value),),
    )
    return MilestoneSummary("e", value, "at_risk", f"because {value}", (milestone,), day)


PLAIN = Shape(render(filled_with("plain")).html)


@pytest.mark.parametrize("canary", CANARIES)
def test_canaries_are_shown_as_they_are_written(canary):
    rendered = render(filled_with(canary))

    page = Shape(rendered.html)
    assert page.tags == PLAIN.tags
    assert page.comments == PLAIN.comments
    assert page.text.count(canary) >= 5
    assert " ".join(rendered.text.split()).count(canary) >= 10


def test_markup_never_appears_unescaped():
    html = render(filled_with("<script>&</script>")).html

    assert "<script" not in html
    assert "</script" not in html
    assert html.count("&lt;script&gt;&amp;&lt;/script&gt;") >= 10


@given(values)
@example("\x00\x0b\x1f\x7f\x85\u2028\ufffe\uffff\U0001fffe\ud800")
@example("\n")
def test_no_text_at_all_can_change_the_form_of_the_page(value):
    rendered = render(filled_with(value))

    page = Shape(rendered.html)
    assert page.tags == PLAIN.tags or not clean(value)
    assert page.comments == PLAIN.comments
    assert clean(f"because {value}") in page.text
    assert clean(f"because {value}") in " ".join(rendered.text.split())


@given(values)
def test_no_text_at_all_can_start_a_line_of_its_own(value):
    lines = render(filled_with(f"a{value}b")).text.splitlines()

    assert [line for line in lines if line.startswith("  - ")] == [
        line for line in lines if line.startswith(("  - a", "  - next", "  - Next", "  - Due", "  - Waived"))
    ]


def test_line_breaks_in_a_value_become_spaces():
    rendered = render(filled_with("one\r\ntwo\n\n\tthree\u2028four"))

    assert rendered.subject == "one two three four: delivery status"
    assert "one two three four" in rendered.text
    assert "one two three four" in rendered.html


@pytest.mark.parametrize("switch", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_cannot_turn_the_words_around_it(switch):
    rendered = render(filled_with(f"Bank {switch}lairt"))

    assert switch not in rendered.subject + rendered.preheader + rendered.text + rendered.html
    assert "Bank lairt" in rendered.text


def test_marks_that_letters_need_stay():
    assert clean("שלום\u200f!") == "שלום\u200f!"
    assert clean("👩\u200d💻") == "👩\u200d💻"
    assert clean("\u0646\u0645\u06cc\u200c\u062e") == "\u0646\u0645\u06cc\u200c\u062e"


@pytest.mark.parametrize("health", ["on_track", "at_risk", "off_track"])
def test_the_page_fetches_nothing_and_runs_nothing(health):
    page = Shape(render(replace(filled_with("plain"), health=health)).html)

    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "script", "link", "iframe", "object", "form", "a", "base"})
    attributes = {name for _, attrs in page.tags for name, _ in attrs}
    assert attributes.isdisjoint({"src", "href", "background", "srcset", "action"})
    assert not {name for name in attributes if name.startswith("on")}
    assert "url(" not in "".join(page.text)
    assert "@import" not in "".join(page.text)
    assert not {tag for tag, _ in page.tags if tag.startswith("mj-")}
