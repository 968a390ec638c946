"""What a file and a folder may hold at most, and what is said of more."""

import pytest

from config.limits import DEEPEST_CONDITIONS, MOST_ITEMS, MOST_RULES
from config.load import load_pack
from config.marks import LARGEST


def many_rules(count, first=0):
    return "".join(f"  - {{name: r{n}, says: s, must: [{{label: l}}]}}\n" for n in range(first, first + count))


def nested(levels, kind="any_of"):
    condition = "{field: due, is: a date}"
    for _ in range(levels):
        condition = f"{{{kind}: [{condition}]}}" if kind != "where" else f"{{label: l, where: {condition}}}"
    return f"pack: p\nrules: [{{name: r, says: s, must: [{condition}]}}]\n"


def errors_of(text, name="p.yaml"):
    _, mistakes = load_pack(text.encode(), name)
    return [one for one in mistakes if not one.is_warning]


def test_two_thousand_rules_are_as_many_as_a_folder_may_hold(configured):
    one, other = many_rules(MOST_RULES - 1001), many_rules(1000, first=MOST_RULES)
    files = {"rules/a.yaml": f"pack: a\nrules:\n{one}", "rules/b.yaml": f"pack: b\nrules:\n{other}"}
    assert configured(files).load().mistakes == ()

    more = {**files, "rules/c.yaml": "pack: c\nrules:\n" + many_rules(1, first=2 * MOST_RULES)}
    (mistake,) = configured(more).load().mistakes

    assert mistake.message == (
        "the packs of this folder hold 2,001 rules, and 2,000 is the most; "
        "take rules out, or move packs nobody uses to another folder"
    )
    assert (mistake.file, mistake.line) == ("rules/delivery.yaml", 6)


@pytest.mark.parametrize("kind", ["any_of", "all_of", "none_of", "where"])
def test_conditions_are_nested_six_levels_deep_at_most(kind):
    assert errors_of(nested(DEEPEST_CONDITIONS, kind)) == []

    (mistake,) = errors_of(nested(DEEPEST_CONDITIONS + 1, kind))

    assert mistake.message == "conditions are nested deeper than 6 levels here; split the rule into several"
    line = nested(DEEPEST_CONDITIONS + 1, kind).splitlines()[1]
    place = mistake.column - 1
    assert line[place:].startswith(kind)
    assert line[:place].count(kind) == DEEPEST_CONDITIONS


LISTS = {
    "one_of": "must: [{field: A, one_of: %s}]",
    "contains_any": "must: [{field: A, contains_any: %s}]",
    "type": "when: {type: %s}\n    must: [{label: l}]",
    "must": "must: %s",
    "unless": "must: [{label: l}]\n    unless: %s",
    "passes": "must: [{label: l}]\n    examples: {passes: %s}",
    "labels": "must: [{label: l}]\n    examples: {passes: [{labels: %s}]}",
}
ITEMS = {"must": "{label: l%d}", "unless": "{label: k%d}", "passes": "{labels: [l]}", "type": "T%d"}


@pytest.mark.parametrize("key", LISTS)
def test_a_list_holds_five_hundred_items_at_most(key):
    item = ITEMS.get(key, "v%d")

    def pack(count):
        listed = f"[{', '.join(item % n if '%d' in item else item for n in range(count))}]"
        return f"pack: p\nrules:\n  - name: r\n    says: s\n    {LISTS[key] % listed}\n"

    assert errors_of(pack(MOST_ITEMS)) == []
    (mistake,) = errors_of(pack(MOST_ITEMS + 1))
    assert mistake.message == f'"{key}" holds 501 items, and a list holds at most 500; split it or shorten it'


def test_tickets_of_a_waiver_are_five_hundred_at_most(configured):
    tickets = ", ".join(f"APO-{n}" for n in range(MOST_ITEMS + 1))
    text = (
        f"waivers: [{{rule: has-a-due-date, tickets: [{tickets}], until: 2026-11-30, "
        "because: A good reason., by: ana@acme.example}]"
    )

    (mistake,) = configured({"waivers.yaml": text}).load().mistakes

    assert mistake.message.startswith('"tickets" holds 501 items')


def test_a_file_is_no_larger_than_one_mebibyte():
    text = "pack: p\n# " + "x" * (LARGEST - 10)
    assert len(text) == LARGEST
    assert errors_of(text) == []

    (mistake,) = errors_of(text + "y")

    assert mistake.message == "the file is larger than 1 MiB; split it into several files"


def test_sixty_four_levels_are_the_deepest_a_file_goes():
    (mistake,) = errors_of("a: " + "[" * 64 + "]" * 64)

    assert mistake.message == "this is nested deeper than 64 levels"
