"""How mistakes look on a terminal, and that no secret is ever among what is shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load_pack
from config.masking import hidden_lines
from config.mistakes import Mistake, render
from sync.render.terminal import Ink, columns_of


def test_a_mistake_is_shown_with_its_line_and_a_caret():
    text = "pack: p\nrules:\n\t- x\n"
    shown = render(
        [Mistake("rules/p.yaml", 3, 4, 'say "y"'), Mistake("a.yaml", 1, 1, "m", is_warning=True)],
        {"rules/p.yaml": text},
    )

    assert shown == (
        'rules/p.yaml:3:4: error: say "y"\n'
        "    3 | \t- x\n"
        "      | \t  ^\n"
        "a.yaml:1:1: warning: m\n"
    )  # fmt: skip


def test_a_long_line_is_shown_around_the_place():
    text = "x" * 1000 + "!" + "y" * 1000
    _, line, caret = render([Mistake("a", 1, 1001, "m")], {"a": text}).splitlines()

    assert len(line) < 200
    assert line[caret.index("^")] == "!"


@pytest.mark.parametrize("before", ["é", "e\u0301", "見積もり ", "🚀", "\t見\t", "✓ "])
def test_the_caret_stands_right_under_its_sign_behind_letters_of_any_width(before):
    text = f"{before}!"
    _, line, caret = render([Mistake("a", 1, len(before) + 1, "m")], {"a": text}).splitlines()

    assert columns_of(caret[: caret.index("^")].expandtabs()) == columns_of(wide_as_two(line).expandtabs()) - 1


def wide_as_two(text):
    """Return text in which every sign takes as many signs as columns, so that tabs expand as a terminal does."""
    return "".join(sign if sign == "\t" else "x" * columns_of(sign) for sign in text)


def test_a_terminal_gets_colour_and_lines_no_wider_than_itself():
    text = "見" * 300 + "!" + "y" * 300
    told = "a sentence of several words, " * 9
    shown = render(
        [Mistake("rules/a.yaml", 1, 301, told), Mistake("rules/a.yaml", 1, 1, "m", is_warning=True)],
        {"rules/a.yaml": text},
        Ink(colour=True, width=60),
    )

    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert plain.startswith("rules/a.yaml:1:301: error: a sentence")
    assert max(map(columns_of, plain.splitlines())) <= 60
    assert told.split() == plain[: plain.index("    1 |")].split()[2:]
    assert "\x1b[1;31merror:\x1b[0m" in shown
    assert "\x1b[1;33mwarning:\x1b[0m" in shown
    assert "\x1b[1;31m^\x1b[0m" in shown


def test_what_is_no_terminal_gets_one_line_for_each_mistake_and_no_colour():
    first, *_ = render([Mistake("a", 1, 1, "long " * 80)], {"a": "x"}).splitlines()

    assert first == f"a:1:1: error: {'long ' * 80}"


def test_signs_a_terminal_would_obey_are_not_shown():
    shown = render([Mistake("a", 1, 1, "m \x1b[31m")], {"a": "x: \x1b[31m \u202e"})

    assert "\x1b" not in shown
    assert "\u202e" not in shown


SECRET_LINES = {
    "token: hunter2": "token: ***",
    "  - {name: a, token: 'hunt,er2', kind: jira}": "  - {name: a, token: ***, kind: jira}",
    '  "API_TOKEN": "hunter2" # mine': '  "API_TOKEN": ***',
    "password: hunter2 and more": "password: ***",
    "client_secret: hunter2": "client_secret: ***",
    "key: hunter2": "key: ***",
    "url: postgresql://bot:hunter2@127.0.0.1/db": "url: postgresql://bot:***@127.0.0.1/db",
    "url: postgresql://bot:hunt@er2@127.0.0.1/db": "url: postgresql://bot:***@127.0.0.1/db",
    "url: https://acme.example/?token=hunter2&x=1": "url: https://acme.example/?token=***&x=1",
    "keep: this, monkeys: too": "keep: this, monkeys: too",
}


@pytest.mark.parametrize(("line", "shown"), SECRET_LINES.items())
def test_a_secret_is_hidden_in_its_line(line, shown):
    assert hidden_lines(line)[0].text == shown


def test_a_secret_over_several_lines_is_hidden():
    text = "- token: |\n    hunter2\n\n    hunter3\n  name: acme\n"

    assert [line.text for line in hidden_lines(text)] == ["- token: ***", "    ***", "", "    ***", "  name: acme", ""]


def test_the_caret_stands_right_behind_a_hidden_secret():
    text = "{token: hunter2, flavour: cloud}"
    _, line, caret = render([Mistake("a", 1, text.index("flavour") + 1, "m")], {"a": text}).splitlines()

    assert line[caret.index("^") :].startswith("flavour")


@pytest.mark.parametrize("key", ["token", "password", "secret", "key", "STAGEWARD_TOKEN_ACME"])
@pytest.mark.parametrize(
    "place", ["%s: hunter2xyz\n", "pack: p\n%s: [hunter2xyz]\n", "pack: p\nrules: [{name: r, %s: hunter2xyz}]\n"]
)
def test_a_secret_is_never_part_of_what_is_shown(key, place):
    text = place % key
    _, mistakes = load_pack(text.encode(), "p.yaml")

    assert mistakes
    assert "hunter2xyz" not in render(mistakes, {"p.yaml": text})
    assert "hunter2xyz" not in "".join(one.message for one in mistakes)


@given(st.text(), st.integers(-5, 50), st.integers(-5, 500))
def test_anything_can_be_shown(text, line, column):
    assert render([Mistake("a", line, column, text)], {"a": text}).startswith(f"a:{line}:{column}: error: ")
