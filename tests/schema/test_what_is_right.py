"""What loads without a mistake is right for an editor, too."""

import pytest
from jsonschema import Draft7Validator

from config.described import DOCUMENTS, schema_of
from tests.docs.pages import ROOT, blocks
from tests.docs.wrapped import installation_of, kind_of, pack_of

PACKS = sorted((ROOT / "config" / "rules").glob("*.yaml"))


def yaml_blocks(*, made_of):
    return [pytest.param(block, id=block.place) for block in blocks("yaml") if made_of(block)]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_schema_is_one_of_draft_07(kind, names):
    for schema in (schema_of(kind), schema_of(kind, names)):
        Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_a_bundled_pack(pack, complaints):
    assert complaints("packs", pack.read_text(encoding="utf-8")) == []


def test_the_working_example_of_a_configuration(complaints):
    assert complaints("configuration", (ROOT / "config" / "stageward.yaml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("block", yaml_blocks(made_of=pack_of))
def test_rules_in_the_documentation(block, complaints):
    assert complaints("packs", pack_of(block)) == []


@pytest.mark.parametrize("block", yaml_blocks(made_of=installation_of))
def test_configuration_in_the_documentation(block, complaints):
    assert complaints("configuration", installation_of(block)) == []


@pytest.mark.parametrize("block", yaml_blocks(made_of=lambda block: kind_of(block) == "waivers"))
def test_waivers_in_the_documentation(block, complaints):
    assert complaints("waivers", block.text) == []
