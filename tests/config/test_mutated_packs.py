"""The bundled packs, damaged in every way an editor or a merge can damage them: mistakes come of it, never a fault."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.limits import MOST_ITEMS
from config.load import load_pack
from config.mistakes import render

PACKS = {
    file.name: file.read_bytes() for file in sorted((Path(__file__).parents[2] / "config" / "rules").glob("*.yaml"))
}
SPLICES = [
    *(b"\t", b"\r", b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\x9c", b"\n---\n", b"...\n", b"%YAML 1.1\n"),
    *(b"&a ", b"*a", b"!!str ", b"<<: ", b"? ", b": ", b"- ", b"[", b"]", b"{", b"}", b"'", b'"', b"#", b"|", b">"),
    *(b"must:", b"where: {", b"any_of: [", b"stage: ", b"is: ", b"9" * 400, b"today + " + b"9" * 400 + b" days"),
    b"examples: {passes: [{today: 0001-01-01, due: 9999-12-31}]}",
]
names = st.sampled_from(sorted(PACKS))
mutations = settings(suppress_health_check=[HealthCheck.too_slow])


def load_somehow(data):
    pack, mistakes = load_pack(data, "p.yaml")
    assert (pack is None) == any(not one.is_warning for one in mistakes)
    text = data.decode(errors="replace")
    assert render(mistakes, {"p.yaml": text}).count(": error: ") >= (pack is None)
    assert all(one.line >= 1 and one.column >= 1 and one.message for one in mistakes)


@pytest.mark.parametrize("name", PACKS)
def test_a_bundled_pack_is_right_as_it_is(name):
    pack, mistakes = load_pack(PACKS[name], name)
    assert pack is not None
    assert mistakes == ()


@mutations
@given(names, st.data())
def test_a_pack_cut_off_anywhere(name, data):
    load_somehow(PACKS[name][: data.draw(st.integers(0, len(PACKS[name])))])


@mutations
@given(names, st.data(), st.lists(st.sampled_from(SPLICES), min_size=1, max_size=3))
def test_a_pack_with_something_spliced_in(name, data, splices):
    text = PACKS[name]
    for splice in splices:
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + splice + text[place + data.draw(st.integers(0, 8)) :]
    load_somehow(text)


@mutations
@given(names, names, st.data())
def test_halves_of_two_packs(name, other, data):
    one, two = PACKS[name], PACKS[other]
    load_somehow(one[: data.draw(st.integers(0, len(one)))] + two[data.draw(st.integers(0, len(two))) :])


@mutations
@given(names, st.data())
def test_a_pack_with_lines_moved_about(name, data):
    lines = PACKS[name].splitlines(keepends=True)
    first, second = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[first], lines[second] = lines[second], data.draw(st.sampled_from([b"", b"  ", b"\t"])) + lines[first]
    load_somehow(b"".join(lines))


@given(st.sampled_from(["[", "{a: ", "- ", "any_of: [{", "? "]), st.integers(0, 3000))
def test_nesting_of_any_depth(piece, depth):
    load_somehow(f"pack: p\nrules: {piece * depth}".encode())


@pytest.mark.parametrize("count", [MOST_ITEMS + 1, 50_000])
@pytest.mark.parametrize("listed", ["x", "{field: A, is: empty}", "[]"])
@pytest.mark.parametrize("key", ["must", "unless", "examples"])
def test_huge_lists(count, listed, key):
    items = ", ".join([listed] * min(count, 900_000 // (len(listed) + 2)))
    load_somehow(f"pack: p\nrules: [{{name: r, says: s, {key}: [{items}]}}]\n".encode())
