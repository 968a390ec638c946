"""The bundled packs: every example has the outcome of its list, and the examples leave nothing out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import load_pack
from rules.trial import Bench, try_out
from sync.render.trial import branch_words, strangers_words

PACKS = sorted((Path(__file__).parents[2] / "config" / "rules").glob("*.yaml"))


def pack_in(path):
    pack, mistakes = load_pack(path.read_bytes(), path.name)
    assert pack is not None, [str(mistake) for mistake in mistakes]
    return pack


def tried():
    return try_out(Bench(tuple(map(pack_in, PACKS))), datetime.now(UTC)).rules


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.rule) for rule in tried()])
def test_examples_of_a_rule_hold_and_reach_all_of_it(rule):
    assert [
        (trial.example.place, trial.finding.outcome, trial.finding.found, strangers_words(rule, trial))
        for trial in rule.wrong
    ] == []
    assert rule.is_covered
    assert [branch_words(one) for one in rule.unreached] == []


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_rule_says_why_and_what_to_do(path):
    pack = pack_in(path)
    rules = [*pack.rules, *(rule for stage in pack.stages for rule in (*stage.entry, *stage.exit))]
    assert [rule.name for rule in rules if not (rule.fix and rule.because)] == []
