"""Every example in the bundled packs has the outcome its list promises."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import load_pack
from rules.examples import expected, scene_of
from rules.judge import judge
from rules.policy import compile_policy
from rules.scene import Setting

PACKS = sorted((Path(__file__).parents[2] / "config" / "rules").glob("*.yaml"))


def cases():
    for path in PACKS:
        pack, mistakes = load_pack(path.read_bytes(), path.name)
        assert pack is not None, [str(mistake) for mistake in mistakes]
        policy = compile_policy((pack,), Setting(), {})
        for rule in policy.rules:
            for place, outcome, facts in expected(rule.rule):
                yield pytest.param(policy, rule, facts, outcome, id=f"{rule.name}-{place.replace(' ', '-')}")


@pytest.mark.parametrize(("policy", "rule", "facts", "outcome"), list(cases()))
def test_an_example_has_the_outcome_of_its_list(policy, rule, facts, outcome):
    scene = scene_of(facts, rule, policy, datetime.now(UTC))
    finding = next(f for f in judge(policy, scene).findings if f.rule == rule.name)
    assert finding.outcome is outcome, finding.found


def test_every_rule_shows_when_it_passes_and_when_it_fails():
    for path in PACKS:
        pack, _ = load_pack(path.read_bytes(), path.name)
        for rule in compile_policy((pack,), Setting(), {}).rules:
            assert rule.rule.examples.passes, rule.name
            assert rule.rule.examples.fails, rule.name
            assert rule.rule.fix, rule.name
            assert rule.rule.because, rule.name
