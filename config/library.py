"""What the packs of a folder say of one another: names used twice, stages and rules that do not exist."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.limits import MOST_RULES
from config.marks import Branch, Node, Row, Scalar
from config.mistakes import quoted, suggestion
from config.schema import ExamplesSection, PackSection, RuleSection, StageSection
from config.sections import Page, Section, scalars, word
from rules.values import fold


@dataclass(frozen=True)
class Library:
    """All packs of the folder. `rule_names` also holds names of rules that are wrong in other ways, so that
    one mistake is not told twice; it is None where a file cannot be read and names are not known."""

    packs: tuple[PackSection, ...]
    pack_names: tuple[str, ...] | None
    rule_names: tuple[str, ...] | None

    @classmethod
    def of(cls, pages: Iterable[Page], packs: Iterable[PackSection]) -> "Library":
        trees = [page.reading.tree for page in pages]
        if any(not isinstance(tree, Branch) for tree in trees):
            return cls(tuple(packs), None, None)
        branches = [tree for tree in trees if isinstance(tree, Branch)]
        names = tuple(name for tree in branches if (name := word(tree, "pack")))
        return cls(tuple(packs), names, tuple(name for tree in branches for name in _rule_names(tree)))

    def pack(self, name: str) -> PackSection | None:
        return next((pack for pack in self.packs if fold(pack.pack) == fold(name)), None)

    def rule(self, name: str) -> tuple[PackSection, RuleSection] | None:
        """Return a rule and its pack."""
        wanted = fold(name)
        return next(((p, rule) for p in self.packs for rule in p.every_rule() if fold(rule.name) == wanted), None)

    def knows_rule(self, name: str) -> bool:
        return self.rule_names is None or fold(name) in {fold(known) for known in self.rule_names}

    def stages_seen_from(self, pack: PackSection) -> tuple[str, ...]:
        """Return the stages a pack can name: its own, or those of all packs where it has none."""
        own = stage_names(pack)
        return own or tuple(name for other in self.packs for name in stage_names(other))


def stage_names(pack: PackSection) -> tuple[str, ...]:
    """Return every stage of a pack, those that are wrong in other ways included."""
    stages = pack.node.get("stages")
    found = (word(stage, "stage") for stage in stages if isinstance(stage, Branch)) if isinstance(stages, Row) else ()
    return tuple(name for name in found if name)


def _rule_names(tree: Branch) -> Iterator[str]:
    lists: list[Node | None] = [tree.get("rules")]
    stages = tree.get("stages")
    for stage in stages if isinstance(stages, Row) else ():
        if isinstance(stage, Branch):
            lists += [stage.get("entry"), stage.get("exit")]
    for rules in lists:
        for rule in rules if isinstance(rules, Row) else ():
            if isinstance(rule, Branch) and (name := word(rule, "name")):
                yield name


def look_over(library: Library, shown_elsewhere: frozenset[str] = frozenset()) -> None:
    """Tell on their pages what is wrong between packs; rules shown elsewhere, by folded name, have examples there."""
    tell_twins(((pack.pack, pack) for pack in library.packs), "pack", "pack")
    tell_twins(((rule.name, rule) for pack in library.packs for rule in pack.every_rule()), "rule", "name")
    _tell_too_many_rules(library)
    tell_twins(((ladder.name, ladder) for pack in library.packs for ladder in pack.ladders), "ladder", "name")
    for pack in library.packs:
        tell_twins(((stage.stage, stage) for stage in pack.stages), "stage", "stage")
        _look_over_stages(pack, library)
        _look_over_ladders(pack, library)
        for rule in pack.every_rule():
            _look_over_examples(rule, pack, has_others=fold(rule.name) in shown_elsewhere)


def _tell_too_many_rules(library: Library) -> None:
    rules = [rule for pack in library.packs for rule in pack.every_rule()]
    if len(rules) > MOST_RULES:
        told = (
            f"the packs of this folder hold {len(rules):,} rules, and {MOST_RULES:,} is the most; "
            "take rules out, or move packs nobody uses to another folder"
        )
        rules[MOST_RULES].page.blame(rules[MOST_RULES].place_of("name"), told)


def tell_twins(named: Iterable[tuple[str, Section]], what: str, key: str) -> None:
    """Tell every name that was used before; case and white space do not count."""
    first: dict[str, Section] = {}
    for name, section in named:
        other = first.setdefault(fold(name), section)
        if other is not section:
            section.page.blame(
                section.place_of(key), f"another {what} is called {quoted(name)}, see {other.file_and_line}; rename one"
            )


def _look_over_stages(pack: PackSection, library: Library) -> None:
    known = library.stages_seen_from(pack)
    folded = {fold(name) for name in known}
    if library.pack_names is None and not stage_names(pack):
        return  # the stages of an unreadable pack may be meant
    for name, page in _stages_named(pack):
        if fold(name) not in folded:
            page.blame(name.mark, unknown(name, "stage", known))
    for stage in pack.stages:
        for rule in stage.entry:
            _look_for_contradiction(rule, {fold(stage.stage)}, stage)
        later = stage_names(pack)[stage_names(pack).index(stage.stage) :]
        for rule in stage.exit:
            _look_for_contradiction(rule, {fold(name) for name in later}, stage)


def unknown(name: str, what: str, known: Iterable[str]) -> str:
    """Return the sentence that a name is not known, with the names that are."""
    return f"there is no {what} {quoted(name)}{suggestion(name, tuple(dict.fromkeys(known)))}"


def _stages_named(pack: PackSection) -> Iterator[tuple[Scalar, Page]]:
    for rule in pack.every_rule():
        if rule.when is not None:
            for key in ("stage", "stage_not"):
                yield from ((name, rule.page) for name in scalars(rule.when.node.get(key)))
    for condition in pack.conditions():
        yield from ((name, condition.page) for name in condition.stage_names())


def _look_for_contradiction(rule: RuleSection, asked_in: set[str], stage: StageSection) -> None:
    """Tell where `when` keeps a gate's rule from ever being asked (RULINGS G7)."""
    if rule.when is None:
        return
    chosen = {fold(name) for name in rule.when.stage or ()}
    barred = {fold(name) for name in rule.when.stage_not or ()}
    if chosen - barred and not (chosen - barred) & asked_in:
        rule.page.blame(
            rule.place_of("when", "stage"),
            f"this rule stands at the gate of {quoted(stage.stage)} and is never asked so",
        )
    if asked_in <= barred:
        rule.page.blame(
            rule.place_of("when", "stage_not"),
            f"this rule stands at the gate of {quoted(stage.stage)} and is never asked so",
        )


def _look_over_ladders(pack: PackSection, library: Library) -> None:
    for ladder in pack.ladders:
        ladder.look_for_surprises()
        for name in scalars(ladder.node.get("climbs_while")):
            if not library.knows_rule(name):
                ladder.page.blame(name.mark, unknown(name, "rule", library.rule_names or ()))


def _look_over_examples(rule: RuleSection, pack: PackSection, *, has_others: bool) -> None:
    if rule.examples is not None and rule.examples.every():
        look_for_stages(rule.examples, pack)
    elif not has_others and ("examples" not in rule.node or rule.page.is_sound):
        rule.page.blame(rule.place_of("name"), f"rule {quoted(rule.name)} has no examples", warning=True)


def look_for_stages(examples: ExamplesSection, pack: PackSection) -> None:
    """Warn of examples in a stage that their rule's pack does not have."""
    stages = stage_names(pack)
    for example in examples.every():
        if stages and example.stage and fold(example.stage) not in {fold(name) for name in stages}:
            example.page.blame(example.place_of("stage"), unknown(example.stage, "stage", stages), warning=True)
