"""YAML 1.2 scalars, exact places, and everything that is refused."""

import pytest

from config.marks import DEEPEST, LARGEST, Branch, Lines, mark_of, plain_value, read


def told(data: bytes) -> list[tuple[tuple[int, int], str]]:
    reading = read(data)
    return [(Lines(reading.text).place(snag.mark), snag.message) for snag in reading.snags]


def test_plain_words_stay_text_and_only_yaml_1_2_values_are_values():
    data = b"[no, on, Off, y, 12:30, 0o7, 0x1F, 1e3, .5, 5., +3, 010, true, False, null, ~, '', .inf, 2026-03-09]"

    assert plain_value(read(data).tree) == [
        *("no", "on", "Off", "y", "12:30", "0o7", "0x1F", "1e3", 0.5, "5.", 3, 10, True, False, None, None, ""),
        *(".inf", "2026-03-09"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_places_count_signs_whatever_ends_a_line(line_end):
    text = line_end.join(["# ü", "a: '\U0001f600', b"]).replace(", b", line_end + "b: 1")
    tree = read(b"\xef\xbb\xbf" + text.encode()).tree
    assert isinstance(tree, Branch)

    assert Lines(text).place(mark_of(tree, ["a"])) == (2, 4)
    assert Lines(text).place(mark_of(tree, ["b"], at_key=True)) == (3, 1)


def test_a_path_that_ends_early_leads_as_far_as_it_goes():
    tree = read(b"a: [x, {b: c}]\n").tree

    assert mark_of(tree, ["a", 1, "b"]) == 11
    assert mark_of(tree, ["a", 1, "b"], at_key=True) == 8
    assert mark_of(tree, ["a", 1, "z", 5]) == 7
    assert mark_of(tree, ["a", 9]) == 3


REFUSED = {
    b"a: 1\n\xff": ((2, 1), "this is not UTF-8; save the file as UTF-8"),
    "a: 1".encode("utf-16"): ((1, 1), "the file is not UTF-8 but looks like UTF-16; save it as UTF-8"),
    "a: 1".encode("utf-16-be"): ((1, 1), "the file is not UTF-8 but looks like UTF-16; save it as UTF-8"),
    b"a: 1\nb: \0": ((2, 4), "a sign that is no text (U+0000) stands here; remove it"),
    b"a: 1\n" + b"#" * LARGEST: ((1, 1), "the file is larger than 1 MiB; split it into several files"),
    b"[" * (DEEPEST + 1): ((1, DEEPEST + 1), "this is nested deeper than 64 levels"),
    b"a: 1\n---\nb: 2": ((2, 1), "a second document begins here; one file holds one document"),
    b"%YAML 1.1\n---\na: 1": ((1, 1), "lines that begin with % are not allowed; remove them"),
    b"%TAG ! tag:x,2026:\n---\na: 1": ((1, 1), "lines that begin with % are not allowed; remove them"),
    b'a: 1\n"": 2': ((2, 1), "a key is missing here"),
    b"a: 1\n'a': 2": ((2, 1), '"a" stands twice in this mapping, first in line 1; keep one'),
    b"a: *b": ((1, 4), "an alias (*) is not allowed; write the value out"),
}


@pytest.mark.parametrize(("data", "refusal"), REFUSED.items(), ids=[message for _, message in REFUSED.values()])
def test_is_refused_with_its_place(data, refusal):
    assert told(data) == [refusal]


def test_everything_that_is_refused_is_told_at_once():
    found = told(b"a: &x 1\na: 2\nb: !t 3\n<<: {c: 4}\n")

    assert [place for place, _ in found] == [(1, 4), (2, 1), (3, 4), (4, 1)]


def test_nesting_up_to_the_limit_is_read():
    assert told(b"[" * DEEPEST + b"]" * DEEPEST) == []
