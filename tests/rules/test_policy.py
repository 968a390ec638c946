import subprocess
import sys
from pathlib import Path

from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy, rule_digest
from rules.scene import Setting

ROOT = Path(__file__).resolve().parents[2]
FILLED = Condition("field", "Notes", "is", "filled in")
DIGEST = """
from datetime import date
from rules.calendar import Calendar
from rules.pack import Pack
from rules.policy import compile_policy
from rules.scene import Setting
days = frozenset(date(2026, 12, day) for day in (24, 25, 26, 31))
people = frozenset(f"{name}@client.example" for name in ("kim", "noor", "lena", "sam"))
print(compile_policy((Pack("p"),), Setting(Calendar(holidays=days), contacts=people), {}).digest)
"""


def test_every_process_gives_a_policy_the_same_fingerprint():
    told = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_another_rule_gives_another_fingerprint():
    one, other = (compile_policy((Pack("p", rules=(Rule(n, "s", (FILLED,)),)),), Setting(), {}) for n in ("a", "b"))
    assert one.digest != other.digest


def test_wording_does_not_change_what_a_rule_asks():
    assert rule_digest(Rule("r", "says", (FILLED,)), None) == rule_digest(Rule("r", "other", (FILLED,), fix="f"), None)


def test_what_it_asks_changes_it():
    absent = Condition("field", "Notes", "is", "empty")
    assert rule_digest(Rule("r", "s", (FILLED,)), None) != rule_digest(Rule("r", "s", (absent,)), None)


def test_a_status_means_the_stage_of_its_name_in_every_pack_that_has_one():
    packs = (Pack("a", stages=(Stage("Review"),)), Pack("b", stages=(Stage("Doing"), Stage("Review"))), Pack("c"))
    policy = compile_policy(packs, Setting(), {"QA": ("Review",)})
    assert policy.setting.stages_of("review") == {"a": "Review", "b": "Review"}
    assert policy.setting.stages_of("qa") == {"a": "Review", "b": "Review"}
    assert policy.setting.stages_of("Parked") == {}
