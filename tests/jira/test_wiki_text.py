"""Wiki markup becomes plain words, the lines that count, and checklists."""

import pytest

from connectors.jira.wiki_text import plain_text, spoken_lines, task_lists
from rules.model import Checklist, Item


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("h2. Brief", "Brief"),
        ("*bold* _em_ -gone- +new+ ^up^ ~down~ ??cite??", "bold em gone new up down cite"),
        ("2 * 3 * 4, a_b_c, 5-7, ~5 days, x-y -z", "2 * 3 * 4, a_b_c, 5-7, ~5 days, x-y -z"),
        ("mid{*}dle{*}s", "middles"),
        ("* one\n** two\n# three\n- four", "one\ntwo\nthree\nfour"),
        ("|| A || B ||\n| 1 | [2|https://acme.example/2] |", "A\nB\n1\n2"),
        ("first\\\\second", "first\nsecond"),
        ("----\nbelow", "below"),
        ("{{mono}} and {{a\\_b}}", "mono and a_b"),
        ("{color:red}red{color} {color:#fff}white{color}", "red white"),
        ("{panel:title=Note|bgColor=#fff}\ninside\n{panel}", "Note\ninside"),
        ("{quote}\nold\n{quote}\nbq. older", "old\nolder"),
        ("{code:java}\n*x* {quote}\n{code}\nafter", "*x* {quote}\nafter"),
        ("{noformat}{code}{noformat} end", "{code}\nend"),
        ("\\{code\\} \\[x\\] \\*y\\*", "{code} [x] *y*"),
        ("&lt;b&gt; &#123;", "<b> {"),
        ("[~ana] [Text|https://acme.example] [https://acme.example/a_b_c] [^brief.pdf]", "@ana Text https://acme.example/a_b_c brief.pdf"),
        ("[Text *bold*|https://acme.example|tip] [#top] [see brief] [x] [ ]", "Text bold #top [see brief] [x] [ ]"),
        ("!shot.png|thumbnail! wow! really!", "shot.png wow! really!"),
        ("https://acme.example/a_b_/c*d*", "https://acme.example/a_b_/c*d*"),
        ("{code}\nnever ended *x*", "never ended *x*"),
        ("  \n\n", ""),
    ],
)  # fmt: skip
def test_words_without_their_markup(markup, words):
    assert plain_text(markup) == words


@pytest.mark.parametrize("nothing", [None, "", {"type": "doc"}, 7])
def test_what_is_no_text_has_no_words(nothing):
    assert (plain_text(nothing), spoken_lines(nothing), list(task_lists(nothing))) == ("", (), [])


@pytest.mark.parametrize(
    "shown",
    [
        "{{quote}}{0}{{quote}}",
        "{{panel}}\n{0}\n{{panel}}",
        "{{code}}\n{0}\n{{code}}",
        "{{noformat}}\n{0}\n{{noformat}}",
        "bq. {0}",
    ],
)
def test_what_is_shown_and_not_said_has_no_lines(shown):
    text = "gate: recheck\n" + shown.format("gate: waive x") + "\nend"
    assert spoken_lines(text) == ("gate: recheck", "end")
    assert "gate: waive x" in plain_text(text)


def test_what_follows_a_quote_that_is_never_ended_does_not_count():
    assert spoken_lines("said\n{quote}\ngate: waive x") == ("said",)


def test_code_inside_a_line_is_not_said():
    assert spoken_lines("write {{gate: help}} to ask") == ("write  to ask",)


def test_task_lists_are_named_by_the_heading_above():
    text = (
        "* [x] loose\n\nh3. Self-assessment\nPlease tick.\n* [x] Meets *the* brief\n** [ ] Copy\n- (/) Tested\n* (x) Signed\n"
        "h3. Other\n[X] without a bullet\n(/) no item\n{code}\n* [x] code\n{code}\n* [y] no\n* [x]\nh3. Empty"
    )
    assert list(task_lists(text)) == [
        Checklist("Checklist", (Item("loose", done=True),)),
        Checklist(
            "Self-assessment",
            (
                Item("Meets the brief", done=True),
                Item("Copy", done=False),
                Item("Tested", done=True),
                Item("Signed", done=False),
            ),
        ),
        Checklist("Other", (Item("without a bullet", done=True),)),
    ]


@pytest.mark.parametrize("sign", ["*a ", "[", "{{", "!a.", "\\", "&#1", "{quote}", "|", "[~", "{color:", "a*"])
def test_the_longest_text_there_can_be_is_read_at_once(sign):
    text = sign * (32_767 // len(sign))
    assert len(plain_text(text)) <= len(text)
    spoken_lines(text)
    list(task_lists(text))
