"""Labels the bot writes, and wordings of links that rules ask for."""

from collections.abc import Iterator, Sequence

from rules.counted import texts_of
from rules.ladder import steps_of
from rules.policy import Policy, conditions_of
from rules.values import fold
from sync.checkup.checks import Check, Place, some
from sync.engagement import Engagement, Mode
from sync.plan import STANDING_LABELS

ANY = "any"


def labels_written(engagement: Engagement, policy: Policy) -> tuple[str, ...]:
    """Return every label the bot may write on tickets of an engagement."""
    words = [word for word in STANDING_LABELS.values() if word]
    words += [name for step in steps_of(policy.packs) for name in step.names_of("label")]
    return tuple(dict.fromkeys(engagement.label_prefix + word for word in words))


def labels(engagement: Engagement, written: Sequence[str], missing: Sequence[str] | None) -> Check:
    """Judge whether the bot's labels can be written."""
    place, name = Place("labels", engagement.name, engagement.source), "written"
    if engagement.mode in {Mode.OFF, Mode.OBSERVE}:
        return place.ok(name, f"none is written in mode {engagement.mode}")
    if missing:
        fix = f"Make these tags in {engagement.source}: {', '.join(missing)}."
        return place.warn(name, "some are not there yet, and may be refused when they are used", fix)
    said = "are made by being used" if missing is None else "are there"
    return place.ok(name, f"{', '.join(written)} {said}")


def wordings_asked(policy: Policy) -> dict[tuple[str, ...], list[str]]:
    """Return the wordings of links that conditions ask for, each group of alternatives with the rules that do."""
    asked: dict[tuple[str, ...], list[str]] = {}
    for rule in policy.rules:
        for one in conditions_of((*rule.rule.must, *rule.rule.unless)):
            wordings = texts_of(one.argument) if one.subject == "link" else ()
            if wordings and ANY not in map(fold, wordings):
                asked.setdefault(wordings, []).append(rule.name)
    return asked


def links(engagement: Engagement, policy: Policy, known: Sequence[str]) -> Iterator[Check]:
    """Judge the wordings of links that rules ask for; of alternatives, one is enough (RULINGS S6)."""
    place = Place("links", engagement.name, engagement.source)
    folded = set(map(fold, known))
    for wordings, rules in wordings_asked(policy).items():
        name, there = " or ".join(wordings), [one for one in wordings if fold(one) in folded]
        if there:
            yield place.ok(name, f"links of {place.source} say “{there[0]}”")
        else:
            users = list(dict.fromkeys(rules))
            said = f"no link of {place.source} says so; {'rule' if len(users) == 1 else 'rules'} {some(users)} would find none"
            fix = f"Use one of its wordings in the rule: {', '.join(dict.fromkeys(known))}."
            yield place.warn(name, said, fix)
