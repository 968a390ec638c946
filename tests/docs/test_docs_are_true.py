"""What the pages say is so: YAML loads, examples hold, links lead somewhere, nothing is left out."""

from datetime import UTC, datetime
from typing import get_args

import click
import pytest

from config import vocabulary
from config.installation import InstallationSection
from config.ladders import DeedSection, LadderSection, StepSection
from config.load import load, load_pack
from config.schema import PackSection, RuleSection, StageSection, WhenSection
from config.sections import Section
from rules.trial import Bench, try_out
from run import cli
from tests.docs.pages import PAGES, anchors, blocks, code_words, first_cells, links, prose, sections
from tests.docs.wrapped import installation_of, kind_of, lay_out, lay_out_examples, lay_out_waivers, pack_of

DOCS = PAGES[0].parent / "docs"


def yaml_blocks(*, made_of):
    return [pytest.param(block, id=block.place) for block in blocks("yaml") if made_of(block)]


def is_waivers(block):
    return kind_of(block) == "waivers"


@pytest.mark.parametrize("block", yaml_blocks(made_of=lambda block: True))
def test_a_yaml_block_says_what_it_is(block):
    assert kind_of(block) is not None, "begin it with a line such as # part of stageward.yaml"


@pytest.mark.parametrize("block", yaml_blocks(made_of=pack_of))
def test_rules_load_and_every_example_has_the_outcome_of_its_list(block):
    pack, mistakes = load_pack(pack_of(block).encode(), block.place)
    assert not [mistake for mistake in mistakes if not mistake.is_warning]
    assert wrong_in(Bench((pack,))) == []


def wrong_in(bench):
    tried = try_out(bench, datetime.now(UTC))
    return [(rule.rule, trial.example.place, trial.strangers) for rule in tried.rules for trial in rule.wrong]


@pytest.mark.parametrize("block", yaml_blocks(made_of=lambda block: kind_of(block) == "examples"))
def test_a_file_of_examples_loads_and_its_examples_hold(block, tmp_path):
    loaded = load(lay_out_examples(tmp_path, block))
    assert loaded.mistakes == ()
    assert loaded.installation.examples
    assert wrong_in(Bench(loaded.installation.packs, loaded.installation.examples)) == []


@pytest.mark.parametrize("block", yaml_blocks(made_of=installation_of))
def test_configuration_loads_without_a_mistake(block, tmp_path):
    loaded = load(lay_out(tmp_path, installation_of(block)))
    assert loaded.mistakes == ()


@pytest.mark.parametrize("block", yaml_blocks(made_of=is_waivers))
def test_waivers_load_without_a_mistake(block, tmp_path):
    loaded = load(lay_out_waivers(tmp_path, block))
    assert loaded.mistakes == ()
    assert loaded.installation.waivers


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page):
    for link in links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def commands(group, path=()):
    for name in group.list_commands(context := click.Context(group)):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def options_told(title):
    """Return the options in the section of commands.md with this heading, those in its tables and commands."""
    found = [text for heading, text in sections(DOCS / "commands.md") if heading == title]
    assert len(found) == 1, f"commands.md needs one heading {title}"
    return {word.split()[0] for word in code_words(found[0]) if word.startswith("-")}


@pytest.mark.parametrize(("name", "command"), [pytest.param(*found, id=found[0]) for found in commands(cli)])
def test_every_command_is_told_with_all_its_options(name, command):
    context = click.Context(command, info_name=name)
    has = {option for parameter in command.get_params(context) for option in parameter.opts if option.startswith("-")}
    shared = options_told("Options of every command")
    told = options_told(f"`{name}`")
    assert has <= told | (shared if "--config" in has else set())
    assert told <= has | {"--json"}


def keys_of(model, path=()):
    """Yield the path of every key of a model and of the models inside it, as it would be written."""
    for name, info in model.model_fields.items():
        here = (*path, info.alias or name)
        yield here
        for inner in sections_in(info.annotation):
            yield from keys_of(inner, here)


def sections_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from sections_in(part)


def keys_told(page):
    """Return the paths in the tables of a page; the code word in a heading is the path its rows stand under."""
    told = set()
    for title, text in sections(page):
        under = next(iter(sorted(code_words(title))), "")
        told |= {f"{under}.{key}" if under else key for key in first_cells(text)} | ({under} if under else set())
    return {tuple(path.split(".")) for path in told}


def test_every_key_of_the_configuration_is_told_and_no_other():
    keys = set(keys_of(InstallationSection))
    told = keys_told(DOCS / "configuration.md")
    told |= {path[:length] for path in told for length in range(1, len(path))}
    assert sorted(keys - told) == []
    assert sorted(told - keys) == []


def test_every_word_of_the_rule_language_is_told():
    words = {
        *vocabulary.SUBJECTS,
        *vocabulary.TESTS,
        *vocabulary.GROUPS,
        *vocabulary.NATIVE_FIELDS,
        *vocabulary.FIELD_WORDS,
        "complete",
    }
    ladder = (LadderSection, StepSection, DeedSection)
    for model in (PackSection, StageSection, RuleSection, WhenSection, *ladder):
        words |= set(model.allowed_keys())
    assert sorted(words - code_words(prose(DOCS / "rules.md"))) == []


def test_every_page_is_found_from_the_index():
    named = {link.partition("#")[0] for link in links(DOCS / "index.md")}
    assert {page.name for page in DOCS.glob("*.md")} - {"index.md"} <= named
