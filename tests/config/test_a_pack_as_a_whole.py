"""What a pack tells as a whole: all its mistakes in one run, warnings, and nothing at all."""

from config.load import load_pack
from config.mistakes import Mistake

RULE = """\
pack: delivery
rules:
  - name: has-a-thing
    says: There is a thing.
"""
MUST = "    must: [{field: Thing, is: filled in}]\n"


def test_tells_all_its_mistakes_in_one_run_in_the_order_of_the_file(places):
    text = """\
pack: delivery
stages:
  - stage: Work
    takes: ▲a while
    entry:
      - name: ▲first rule
        says: y
        must: [{field: A, is: ▲fulled in}]
      - ▲says: y
        must: [{label: a, ▲contains: b}]
        otherwise: ▲stop
rules:
  - {name: z, says: y, ▲mst: [], must: [{link: x, at_least: ▲few}]}
"""

    _, mistakes = load_pack(text.replace("▲", "").encode(), "p.yaml")

    assert [(mistake.line, mistake.column) for mistake in mistakes if not mistake.is_warning] == places(text)


def test_without_examples_gets_a_warning_and_is_still_loaded():
    pack, mistakes = load_pack((RULE + MUST).encode(), "p.yaml")

    assert pack is not None
    assert mistakes == (Mistake("p.yaml", 3, 11, 'rule "has-a-thing" has no examples', is_warning=True),)


def test_that_is_empty_says_so():
    assert load_pack(b"# nothing yet\n", "p.yaml")[1] == (Mistake("p.yaml", 1, 1, "the file is empty"),)


def test_does_not_tell_a_rule_is_unknown_that_is_only_wrong_elsewhere():
    text = (
        RULE
        + """\
    must: [{field: Thing, is: fulled in}]
ladders:
  - {name: l, says: s, climbs_while: [has-a-thing], steps: [{step: Ask, owner: boss, does: [comment]}]}
"""
    )

    _, mistakes = load_pack(text.encode(), "p.yaml")

    assert [mistake.message[:11] for mistake in mistakes if not mistake.is_warning] == ['"fulled in"']


def test_compares_only_times_with_a_duration():
    text = RULE + "    must: [{field: Points, at_least: 16 hours}]\n"

    pack, mistakes = load_pack(text.encode(), "p.yaml")

    assert pack is None
    assert [mistake.message for mistake in mistakes if not mistake.is_warning] == [
        'only estimate and time spent are compared with a duration; "Points" takes a number such as 3'
    ]
