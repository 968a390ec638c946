"""A real editor's language server at work on files of a planted sandbox, with the schemas the command wrote."""

import os
import shutil

import pytest

from config.hovers import HOVERS
from tests.docs.pages import ROOT
from tests.schema.language_server import LanguageServer
from tests.schema.stands import run_schema, stand

SERVER = "yaml-language-server"
PACK = """\
# yaml-language-server: $schema=../rules.schema.json
pack: ours
rules:
  - name: risk-is-prepared-for
    says: A risk comes with what is done about it.
    when: {type: Risk}
    otherwise: warn
    must:
      - {field: Mitigation, is: filled in}
"""


def program():
    """Return the language server: one that is named, one of this checkout, or one on the path."""
    named = os.environ.get("YAML_LANGUAGE_SERVER")
    own = ROOT / ".cache" / "editor" / "node_modules" / ".bin" / SERVER
    return named or (str(own) if own.exists() else shutil.which(SERVER))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A configuration of the sandbox, with the schemas beside it."""
    with stand(tmp_path_factory.mktemp("editor")) as (_, config):
        done = run_schema(config, "--installed", "--write")
        assert done.returncode == 0, done.stderr
    return config.parent


@pytest.fixture(scope="module")
def plain_folder(tmp_path_factory):
    """A folder with schemas that know no installation."""
    folder = tmp_path_factory.mktemp("plain")
    done = run_schema(folder / "stageward.yaml", "--write")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def editor():
    found = program()
    if found is None:
        pytest.skip("needs a language server: ./dev editor installs one (it takes npm)")
    with LanguageServer(found) as server:
        yield server


@pytest.fixture
def found(editor, folder):
    """Open a text as a file in a place of the folder; return the pieces of it that are underlined."""

    def find(text, place="rules"):
        lines = text.splitlines()
        return [underlined(lines, one["range"]) for one in editor.open(folder / place, text)[1]]

    return find


def underlined(lines, place):
    start, end = place["start"], place["end"]
    assert start["line"] == end["line"]
    return lines[start["line"]][start["character"] : end["character"]]


@pytest.fixture
def offered(editor, folder):
    """Return what is offered where ▲ stands in a pack."""

    def offer(text):
        before, after = text.split("▲")
        uri, _ = editor.open(folder / "rules", before + after)
        return set(editor.complete(uri, before.count("\n"), len(before.rpartition("\n")[2])))

    return offer


def with_(old, new):
    assert PACK.count(old) == 1
    return PACK.replace(old, new)


def test_a_sound_pack_has_nothing_underlined(found):
    assert found(PACK) == []


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("field: Mitigation", "field: Mitigaton", "Mitigaton"),
        ("is: filled in", "is: filed in", "filed in"),
        ("otherwise: warn", "otherwise: wrn", "wrn"),
        ("otherwise: warn", "othrwise: warn", "othrwise"),
        ("when: {type", "when: {tipe", "tipe"),
        ("{field: Mitigation, is", "{feld: Mitigation, is", "feld"),
        ("{field: Mitigation, is: filled in}", "{label: urgent, at_least: 2}", "at_least"),
        ("{field: Mitigation, is: filled in}", "{any_of: [{field: Mitigaton, is: empty}]}", "Mitigaton"),
        ("{field: Mitigation, is: filled in}", "{moved: {to: Reviw}, within: 7 days}", "Reviw"),
        ("{field: Mitigation, is: filled in}", "{field: due, before: today + five days}", "today + five days"),
        ("{field: Mitigation, is: filled in}", "{time_in: status, at_most: 3 dayz}", "3 dayz"),
    ],
)
def test_a_mistake_in_a_pack_is_underlined_where_it_stands(found, old, new, wrong):
    assert wrong in found(with_(old, new))


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("source: acme-jira", "source: acme-jria", "acme-jria"),
        ("risk-register]", "risk-registr]", "risk-registr"),
        ("mode: enforce", "mode: enforced", "enforced"),
        ("    work_type:", "    worktype:", "worktype"),
    ],
)
def test_a_mistake_in_the_configuration_is_underlined_where_it_stands(found, folder, old, new, wrong):
    text = "# yaml-language-server: $schema=./stageward.schema.json\n" + (folder / "stageward.yaml").read_text("utf-8")
    assert found(text, ".") == []
    assert wrong in found(text.replace(old, new, 1), ".")


def test_what_stands_in_the_tracker_is_offered(offered):
    fields = offered(with_("Mitigation, is", "▲, is"))
    assert {"Mitigation", "Probability", "assignee", "due"} <= fields
    assert "Mitigation" in offered(with_("when: {type: Risk}", "when:\n      field:\n        ▲"))
    assert {"Risk", "Deliverable"} <= offered(with_("type: Risk", "type: ▲"))


def test_after_a_subject_its_own_tests_are_offered(offered):
    condition = "{field: Mitigation, is: filled in}"
    assert "within" in offered(with_(condition, "comment: {by: client}\n        ▲"))
    assert "within" not in offered(with_(condition, "checklist: any\n        ▲"))
    assert "complete" in offered(with_(condition, "{checklist: any, is: ▲}"))


def test_a_condition_begins_with_a_subject_or_a_group(offered):
    begun = offered(with_("- {field: Mitigation, is: filled in}", "- ▲"))
    assert {"field", "label", "any_of"} <= begun
    assert not {"is", "where"} & begun


def test_keys_explain_themselves(editor, folder):
    uri, _ = editor.open(folder / "rules", PACK)
    line = PACK.splitlines().index("    otherwise: warn")
    assert HOVERS["RuleSection"]["otherwise"] in editor.hover(uri, line, 6)


@pytest.mark.parametrize("pack", sorted((ROOT / "config" / "rules").glob("*.yaml")), ids=lambda pack: pack.stem)
def test_in_a_bundled_pack_nothing_is_underlined(pack, editor, plain_folder):
    assert editor.open(plain_folder / "rules", pack.read_text(encoding="utf-8"))[1] == []
