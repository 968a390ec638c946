"""However much there is to tell, the comment stays within what a tracker takes, and the least important goes first."""

from dataclasses import dataclass

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.clickup import richtext
from connectors.jira import adf, wiki
from connectors.shortening import within
from sync.comment import BADGES, MARKER, Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment
from tests.comment.forms import FORMS
from tests.comment.nasty import TEXT, comments


def units(text):
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Bound:
    limit: int
    length: object


BOUNDS = {
    "adf": Bound(adf.LONGEST, lambda rendered: units(orjson.dumps(rendered).decode())),
    "wiki": Bound(wiki.LONGEST, units),
    "clickup": Bound(richtext.LIMIT, lambda rendered: len(richtext.plain(rendered))),
}
SIZES = st.integers(0, 400)
HUGE = st.builds(lambda text, size: text * size, TEXT, SIZES)
everywhere = pytest.mark.parametrize("name", BOUNDS)


@everywhere
@settings(max_examples=60)
@given(comments(HUGE, most=3))
def test_no_comment_is_too_long_and_each_keeps_its_marker(name, comment):
    rendered = FORMS[name].render(comment)
    assert BOUNDS[name].length(rendered) <= BOUNDS[name].limit
    assert MARKER in FORMS[name].read(rendered)


@everywhere
def test_a_thousand_findings_of_every_kind_leave_headline_and_marker(name):
    said = FORMS[name].read(FORMS[name].render(large(1000)))
    assert said.startswith("Blocked: 7 of 9 checks need attention.")
    assert said.rstrip().endswith(MARKER)
    assert "BLOCKS" in said


def large(count, size=60):
    """A comment with so many of everything."""
    texts = [(Run(f"{place:04} " + "x" * size),) for place in range(count)]
    points = [Point(badge, "info", text, (), text) for badge in BADGES for text in texts]
    return StickyComment(
        (
            Headline("error", (Run("Blocked: 7 of 9 checks need attention."),)),
            Points(tuple(points)),
            *(Paragraph((Run("told "), *text)) for text in texts),
            Fold("Still to do", tuple(texts)),
            Fold("Checks that pass", tuple(texts)),
            Footer((Run(MARKER),)),
        )
    )


class TestOrder:
    """Whole blocks count as their number of lines here, so that each size can be tried."""

    WHOLE = large(3, size=0).blocks

    def length(self, blocks):
        return sum(self.lines(block) for block in blocks)

    def lines(self, block):
        match block:
            case Points(points):
                return sum(1 + bool(point.why) for point in points)
            case Fold(lines=lines):
                return len(lines)
            case _:
                return 1

    def kinds_left(self, limit):
        """How many there are of each kind in what fits, those that are kept longest last."""
        left = within(self.WHOLE, limit, self.length)
        folds = {block.title: len(block.lines) for block in left if isinstance(block, Fold)}
        points = [point for block in left if isinstance(block, Points) for point in block.points]
        told = [
            folds.get("Checks that pass", 0),
            folds.get("Still to do", 0),
            sum(bool(point.why) for point in points),
            *(sum(point.badge == badge for point in points) for badge in reversed(BADGES[1:])),
            sum(isinstance(block, Paragraph) for block in left),
            sum(point.badge == "BLOCKS" for point in points),
        ]
        assert isinstance(left[0], Headline)
        assert isinstance(left[-1], Footer)
        return told

    def test_one_after_the_other_goes_and_what_blocks_goes_last(self):
        whole = self.length(self.WHOLE)
        steps = [self.kinds_left(limit) for limit in range(whole, 1, -1)]
        assert steps[0] == [3, 3, 15, 3, 3, 3, 3, 3, 3]
        assert steps[-1] == [0, 0, 0, 0, 0, 0, 0, 0, 0]
        for counts in steps:
            touched = next((place for place, count in enumerate(counts) if count), len(counts))
            assert counts[:touched] == [0] * touched
            assert counts[touched + 1 :] == steps[0][touched + 1 :]

    def test_of_each_kind_the_last_goes_first(self):
        left = within(self.WHOLE, self.length(self.WHOLE) - 1, self.length)
        passing = left[-2]
        assert [line[0].text for line in passing.lines] == ["0000 ", "0001 "]

    def test_what_is_gone_is_counted(self):
        left = within(self.WHOLE, self.length(self.WHOLE) - 2, self.length)
        assert [block.more for block in left if isinstance(block, Points | Fold)] == [0, 0, 2]
        left = within(self.WHOLE, self.length(self.WHOLE) - 6 - 15 - 4, self.length)
        assert [block.more for block in left if isinstance(block, Points | Fold)] == [4]


@everywhere
def test_people_read_how_many_are_missing(name):
    comment = StickyComment((Headline("info", ()), Points(large(500).blocks[1].points, 0), Footer((Run(MARKER),))))
    said = FORMS[name].read(FORMS[name].render(comment))
    shown = sum(line.startswith(BADGES) or line[2:].startswith(BADGES) for line in said.splitlines())
    assert f"… and {2500 - shown} more" in said


@everywhere
def test_a_comment_that_fits_is_not_touched(name):
    comment = StickyComment((Paragraph((Run("x" * 900),)), Footer((Run(MARKER),))))
    assert "x" * 900 in FORMS[name].read(FORMS[name].render(comment))
