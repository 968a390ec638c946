"""Values are strangers' text: whatever stands in them, the mail keeps its form and shows them as they are."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.render.letters import render
from sync.render.samples import SAMPLES
from sync.render.wording import LANGUAGES, clean
from tests.mail.filled import filled

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


PLAIN = {kind: Shape(render(filled(letter, "plain")).html) for kind, letter in SAMPLES.items()}
KINDS = pytest.mark.parametrize("kind", SAMPLES)
MANY = "milestone"  # the kind in which a value stands most often


def rendered_with(value, kind=MANY, language="en"):
    return render(filled(SAMPLES[kind], value), language)


@KINDS
@pytest.mark.parametrize("canary", CANARIES)
def test_canaries_are_shown_as_they_are_written(kind, canary):
    rendered = rendered_with(canary, kind)

    page = Shape(rendered.html)
    assert page.tags == PLAIN[kind].tags
    assert page.comments == PLAIN[kind].comments
    assert sum(canary in text for text in page.text) >= 2
    assert " ".join(rendered.text.split()).count(canary) >= 2


@KINDS
def test_markup_never_appears_unescaped(kind):
    html = rendered_with("<script>&</script>", kind).html

    assert "<script" not in html
    assert "</script" not in html
    assert html.count("&lt;script&gt;&amp;&lt;/script&gt;") >= 2


@given(values, st.sampled_from(sorted(SAMPLES)))
@example("\x00\x0b\x1f\x7f\x85\u2028\ufffe\uffff\U0001fffe\ud800", MANY)
@example("\n", MANY)
def test_no_text_at_all_can_change_the_form_of_the_page(value, kind):
    rendered = rendered_with(f"a {value}", kind)

    page = Shape(rendered.html)
    assert page.tags == PLAIN[kind].tags
    assert page.comments == PLAIN[kind].comments
    assert any(clean(f"a {value}") in text for text in page.text)
    assert clean(f"a {value}") in " ".join(rendered.text.split())


@given(values, st.sampled_from(sorted(SAMPLES)))
def test_no_text_at_all_can_start_a_line_of_its_own(value, kind):
    def beginnings(text):
        return [line[:4] for line in text.splitlines() if line.startswith("  - ")]

    assert beginnings(rendered_with(f"a{value}b", kind).text) == beginnings(rendered_with("ab", kind).text)


def test_line_breaks_in_a_value_become_spaces():
    rendered = rendered_with("one\r\ntwo\n\n\tthree\u2028four")

    assert rendered.subject == "one two three four: delivery status"
    assert "one two three four" in rendered.text
    assert "one two three four" in rendered.html


@KINDS
@pytest.mark.parametrize("switch", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_cannot_turn_the_words_around_it(kind, switch):
    rendered = rendered_with(f"Bank {switch}lairt", kind)

    assert switch not in rendered.subject + rendered.preheader + rendered.text + rendered.html
    assert "Bank lairt" in " ".join(rendered.text.split())


def test_marks_that_letters_need_stay():
    assert clean("שלום\u200f!") == "שלום\u200f!"
    assert clean("👩\u200d💻") == "👩\u200d💻"
    assert clean("\u0646\u0645\u06cc\u200c\u062e") == "\u0646\u0645\u06cc\u200c\u062e"


@KINDS
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_fetches_nothing_and_runs_nothing(kind, language):
    page = Shape(rendered_with("plain", kind, language).html)

    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "script", "link", "iframe", "object", "form", "base"})
    attributes = {name for _, attrs in page.tags for name, _ in attrs}
    assert attributes.isdisjoint({"src", "background", "srcset", "action"})
    assert not {name for name in attributes if name.startswith("on")}
    assert "url(" not in "".join(page.text)
    assert "@import" not in "".join(page.text)
    assert not {tag for tag, _ in page.tags if tag.startswith("mj-")}


@KINDS
def test_only_a_form_is_linked(kind):
    page = Shape(rendered_with("https://evil.example/", kind).html)

    targets = {value for _, attrs in page.tags for name, value in attrs if name == "href"}
    assert targets == ({SAMPLES[kind].link} if kind == "survey-regular" else set())
