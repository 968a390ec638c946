"""Whoever fails a bundled rule is shown what the nearest passing example has instead."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import load_pack
from rules.examples import expected, scene_of
from rules.explain import grounds_of
from rules.judge import judge
from rules.model import Outcome
from rules.policy import compile_policy
from rules.scene import Setting

PACKS = sorted((Path(__file__).parents[2] / "config" / "rules").glob("*.yaml"))
NOW = datetime.now(UTC)


def failing_examples(policy):
    for rule in policy.rules:
        for place, outcome, facts in expected(rule.rule):
            if outcome is Outcome.FAIL:
                yield rule, place, scene_of(facts, rule, policy, NOW)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_failing_example_differs_from_a_passing_one_in_words(path):
    pack, _ = load_pack(path.read_bytes(), path.name)
    policy = compile_policy((pack,), Setting(), {})
    told = []
    for rule, place, scene in failing_examples(policy):
        finding = next(one for one in judge(policy, scene).findings if one.rule == rule.name)
        told.append((rule.name, place, grounds_of(finding, rule, policy, scene, NOW).nearest))
    assert told
    assert [(name, place) for name, place, nearest in told if nearest is None or not nearest.differences] == []
