"""Benchmark: judging 20,000 tickets by forty rules, against generated code, side by side in one run.

    python -m tests.bench.rules [TICKETS]

Prints CPU time as multiples of Python source that was generated from the same rules and compiled. Quote
the ratios: absolute times drift by half from hour to hour.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from config.load import load_pack
from rules.judge import judge
from rules.policy import Policy, compile_policy
from rules.scene import Scene, Setting
from tests.bench import engines, generated, reference, tickets

FORTY = Path(__file__).with_name("forty.yaml")
ROUNDS = 5


def forty() -> Policy:
    """Compile the forty rules."""
    pack, mistakes = load_pack(FORTY.read_bytes(), FORTY.name)
    assert pack is not None, mistakes
    return compile_policy((pack,), Setting(), {})


def cpu_seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def main(count: int) -> None:
    """Measure, compare every finding, print."""
    policy = forty()
    some = tickets.tickets(count)
    scenes = tickets.scenes(some, policy)
    today = tickets.NOW.date()
    by_rule, by_status = generated.by_rule(policy.packs[0]), generated.by_status(policy.packs[0])
    walked = min(count, 4_000)
    works: dict[str, Callable[[], object]] = {
        "generated code, a function a rule": lambda: [by_rule(ticket, today) for ticket in some],
        "generated code, one function by status": lambda: [by_status(ticket, today) for ticket in some],
        "judge, outcomes and standing": lambda: [judge(policy, scene, telling=False) for scene in scenes],
        "judge, with found and wanted for what fails": lambda: [judge(policy, scene) for scene in scenes],
        f"plain walk of the rules (of {walked:,})": lambda: [
            reference.outcomes(policy.packs[0], ticket, today) for ticket in some[:walked]
        ],
    }
    differ = sum(disagreements(policy, some[:walked]))
    times = {name: median(cpu_seconds(work) for _ in range(ROUNDS)) for name, work in works.items()}
    floor = times["generated code, a function a rule"]
    sys.stdout.write(f"{count:,} tickets x {len(policy.rules)} rules; {differ} findings differ from the plain walk\n")
    for name, seconds in times.items():
        share = walked / count if "plain" in name else 1
        rate = count * share * len(policy.rules) / seconds
        sys.stdout.write(f"{name:48} {seconds / share / floor:6.2f} x {rate:12,.0f} ticket-rules/s\n")
    _others(policy, scenes[:walked], times["judge, outcomes and standing"] / count)


def _others(policy: Policy, scenes: list[Scene], ours: float) -> None:
    """Print what other engines need for the conditions alone, as multiples of our whole judgement."""
    asked = engines.asked_of(policy, scenes)
    contexts = [engines.context_of(scene) for scene in scenes]
    wanted = engines.truths(policy, asked, scenes)
    for name, compiler in engines.engines().items():
        asks = engines.evaluation(policy, compiler, cel=name.startswith("CEL"))
        found = engines.answers(asks, asked, contexts)
        differ = sum(
            a != b for some, others in zip(found, wanted, strict=True) for a, b in zip(some, others, strict=True)
        )
        seconds = cpu_seconds(lambda asks=asks: engines.answers(asks, asked, contexts)) / len(scenes)
        sys.stdout.write(
            f"{name}, conditions alone: {seconds / ours:.1f} x our whole judgement; {differ} answers differ\n"
        )


def disagreements(policy: Policy, some: list[tickets.Ticket]) -> list[int]:
    """Count, ticket by ticket, the findings in which engine, generated code and plain walk are not of one mind."""
    floors = generated.by_rule(policy.packs[0]), generated.by_status(policy.packs[0])
    today = tickets.NOW.date()
    found: list[int] = []
    for ticket, scene in zip(some, tickets.scenes(some, policy), strict=True):
        verdict = judge(policy, scene)
        walked = reference.outcomes(policy.packs[0], ticket, today)
        differ = sum(one.outcome != walked[one.rule] for one in verdict.findings)
        for floor in floors:
            written, standing = floor(ticket, today)
            differ += sum(one.outcome != other for one, other in zip(verdict.findings, written, strict=True))
            differ += standing is not verdict.standing
        found.append(differ)
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
