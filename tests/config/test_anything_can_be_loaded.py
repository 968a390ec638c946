"""Whatever stands in the files, loading ends with an installation or with mistakes, never with a fault."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.clauses import ClauseSection
from config.engagements import EngagementSection
from config.examples import ExampleSection
from config.installation import InstallationSection, MailSection
from config.ladders import LadderSection, StepSection
from config.limits import DEEPEST_CONDITIONS
from config.load import load, load_pack
from config.mistakes import render
from config.schema import PackSection, RuleSection, StageSection, WhenSection
from config.sources import SourceSection
from config.waivers import WaiverSection

MODELS = (
    *(PackSection, StageSection, RuleSection, WhenSection, ClauseSection, ExampleSection, LadderSection, StepSection),
    *(InstallationSection, SourceSection, MailSection, EngagementSection, WaiverSection),
)
KEYS = sorted({key for model in MODELS for key in model.allowed_keys()})
WORDS = [
    "any",
    "comment",
    "jira",
    "clickup",
    "today + 1 day",
    "5 working days",
    "2026-02-30",
    "https://[x",
    "",
    "~",
    "50%",
]

scalars = st.sampled_from(WORDS) | st.text(max_size=8) | st.integers() | st.booleans() | st.none() | st.dates()
keys = st.sampled_from(KEYS) | st.text(max_size=4)
trees = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6))


def load_all(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        main = Path(folder, "stageward.yaml")
        for file in (main, Path(folder, "waivers.yaml"), Path(folder, "rules", "a.yaml")):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
        loaded = load(main)
    assert (loaded.installation is None) == bool(loaded.mistakes)
    render(loaded.mistakes + loaded.warnings, loaded.texts)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_loaded(data):
    load_all(data)


@given(st.text(alphabet="ab:-{}[],'\"|>&*!%@#?~ \n\t\r\x85\u2028", max_size=60))
def test_any_text_like_yaml_can_be_loaded(text):
    load_all(text.encode())


@given(trees)
def test_any_nested_values_can_be_loaded(tree):
    load_all(yaml.safe_dump(tree, allow_unicode=True).encode())


@given(st.data())
def test_a_right_installation_with_one_strange_value_can_be_loaded(data):
    tree = yaml.safe_load((Path(__file__).parents[2] / "config" / "stageward.yaml").read_text())
    here: object = tree
    while isinstance(here, dict | list) and here:
        place = data.draw(st.sampled_from(list(here) if isinstance(here, dict) else range(len(here))))
        if data.draw(st.booleans()) or not isinstance(here[place], dict | list):
            here[place] = data.draw(trees)
            break
        here = here[place]
    load_all(yaml.safe_dump(tree).encode())


@given(st.lists(st.sampled_from(["where", "any_of", "all_of", "none_of"]), max_size=25), st.booleans())
def test_deeply_nested_conditions_with_a_mistake_on_every_level_take_no_time(kinds, is_wrong):
    condition = "{field: A, is: filled in}"
    for kind in kinds:
        stranger = ", within: []" if is_wrong else ""
        head = "label: x, " if kind == "where" else ""
        condition = f"{{{head}{kind}: {condition if kind == 'where' else f'[{condition}]'}{stranger}}}"
    text = f"pack: p\nrules: [{{name: r, says: s, must: [{condition}]}}]\n"

    pack, _ = load_pack(text.encode(), "p.yaml")

    assert (pack is None) == (len(kinds) > DEEPEST_CONDITIONS or (is_wrong and bool(kinds)))


def test_a_thousand_rules_can_be_loaded(capsys):
    rule = (
        "  - name: rule-{0}\n    says: Sentence {0}.\n    because: Reason.\n    fix: Do it.\n    when: {{type: [Story, Task]}}\n"
        "    must:\n      - {{field: Field {0}, is: filled in}}\n      - any_of:\n"
        "          - {{attachments: any, at_least: 1}}\n          - {{field: Other, one_of: [High, Low]}}\n"
        "    otherwise: block\n    examples:\n      passes: [{{type: Story, Field {0}: x, Other: High}}]\n"
        "      fails: [{{type: Story}}]\n"
    )
    text = "pack: large\nrules:\n" + "".join(rule.format(number) for number in range(1000))
    begin = perf_counter()

    pack, mistakes = load_pack(text.encode(), "large.yaml")

    with capsys.disabled():
        print(f"\n1,000 rules ({len(text) // 1024} KiB) loaded in {perf_counter() - begin:.2f} s")  # noqa: T201 - a measure to read
    assert mistakes == ()
    assert len(pack.rules) == 1000


@pytest.mark.parametrize(
    "piece", ["://a:", "://a:b@", "token: a, ", "a.b-", "[", "&a ", "? ", "a: 1\n", "- {}\n", "'", "{key: ", "x,"]
)
def test_a_file_as_large_as_allowed_ends_soon(piece):
    text = "a: " * (not piece.endswith("\n")) + piece * (200_000 // len(piece))

    pack, mistakes = load_pack(text.encode(), "p.yaml")

    assert pack is None
    assert render(mistakes, {"p.yaml": text})
