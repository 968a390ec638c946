"""Clients who read German read no English of the bundled packs: sentences of rules and names of stages have a term."""

from pathlib import Path

import pytest
import yaml

from config.load import load_pack
from rules.values import fold
from sync.render.wording import TERM, called, wording_of

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "config" / "rules").glob("*.yaml"))
TERMS = ROOT / "sync" / "render" / "templates" / "terms.de.yaml"
GERMAN = wording_of("de")


def pack_in(file):
    pack, mistakes = load_pack(file.read_bytes(), file.name)
    assert not [one for one in mistakes if not one.is_warning]
    return pack


def sentences_in(file):
    pack = pack_in(file)
    at_gates = (rule for stage in pack.stages for rule in (*stage.entry, *stage.exit))
    return [rule.says for rule in (*at_gates, *pack.rules)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_of_a_rule_has_a_german_term(file):
    assert [says for says in sentences_in(file) if called(GERMAN, says) == says] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_stage_has_a_german_term(file):
    assert [stage.name for stage in pack_in(file).stages if TERM + fold(stage.name) not in GERMAN] == []


def test_every_term_of_a_sentence_belongs_to_a_rule():
    known = {says for file in FILES for says in sentences_in(file)}
    assert set(yaml.safe_load(TERMS.read_text(encoding="utf-8"))) == known


def test_terms_are_whole_sentences_of_their_own():
    said = yaml.safe_load(TERMS.read_text(encoding="utf-8")).values()
    assert [one for one in said if not one.endswith(".") or one != one.strip()] == []
    assert len(set(said)) == len(said)
