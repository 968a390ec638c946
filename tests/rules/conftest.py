"""Small sentences for trying rules: a condition on the facts of a ticket, a pack on a ticket."""

from datetime import UTC, datetime

import pytest

from rules.conditions import compile_clause
from rules.examples import scene_of, ticket_of
from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Scene, Setting
from rules.values import Answer

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def answer_of():
    """Ask one condition of the facts of an example."""

    def ask(condition, facts, roles=None):
        rule = Rule(name="r", says="s", must=(condition,))
        policy = compile_policy((Pack("p", stages=(Stage("Review"), Stage("Done")), rules=(rule,)),), Setting(), {})
        scene = scene_of({"today": "2026-03-09", **facts}, policy.rules[0], policy, NOW)
        return Answer(compile_clause(condition, "p").holds(scene))

    return ask


@pytest.fixture
def field():
    return lambda name, test, wanted, **more: Condition("field", name, test, wanted, **more)


@pytest.fixture
def scene_with():
    """A scene around a ticket in a status, under a policy."""

    def build(policy, status="Review", done=False, **facts):
        ticket = ticket_of({"status": status, **facts}, NOW)
        if done:
            from dataclasses import replace

            ticket = replace(ticket, done=True)
        stages = policy.setting.stages_of(status)
        return Scene(ticket, NOW, policy.setting.calendar.day(NOW), policy.setting, stages, entered_at=ticket.created)

    return build
