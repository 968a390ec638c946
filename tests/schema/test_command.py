"""The command as somebody types it, in front of a planted sandbox."""

import json

import pytest

from config.described import DOCUMENTS
from connectors.sandbox import Fault
from sync.cli.schema import KINDS
from tests.schema.stands import run_schema, stand

FILES = ["rules.schema.json", "stageward.schema.json", "waivers.schema.json"]


@pytest.fixture
def standing(tmp_path):
    """A sandbox and a configuration that points at it."""
    with stand(tmp_path) as both:
        yield both


def fields_in(schema):
    return schema["$defs"]["field"]["enum"]


def test_the_command_knows_every_kind_there_is():
    assert tuple(DOCUMENTS) == KINDS


def test_one_kind_is_printed_as_it_belongs_into_a_file(tmp_path):
    done = run_schema(tmp_path / "stageward.yaml", "packs")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["required"] == ["pack"]


def test_without_a_kind_all_are_printed_as_one_document(tmp_path):
    printed = json.loads(run_schema(tmp_path / "stageward.yaml").stdout)
    assert printed["schema"] == 1
    assert list(printed)[1:] == list(KINDS)
    assert printed == json.loads(run_schema(tmp_path / "stageward.yaml", "--json").stdout)


def test_written_files_stand_beside_the_configuration(tmp_path):
    done = run_schema(tmp_path / "stageward.yaml", "--write", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"schema": 1, "written": [str(tmp_path / name) for name in FILES]}
    assert sorted(file.name for file in tmp_path.iterdir()) == FILES
    told = run_schema(tmp_path / "stageward.yaml", "configuration").stdout
    assert (tmp_path / "stageward.schema.json").read_text(encoding="utf-8") == told


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    done = run_schema(tmp_path / "nowhere" / "stageward.yaml", "--write")
    assert done.returncode == 1
    assert str(tmp_path / "nowhere") in done.stderr


def test_an_installation_lists_its_own_names(standing):
    _, config = standing
    done = run_schema(config, "--installed", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"Mitigation", "Probability", "due"} <= set(fields_in(told["packs"]))
    assert told["configuration"]["$defs"]["source"]["enum"] == ["acme-jira", "studio"]
    assert {"work-item", "risk-register"} <= set(told["configuration"]["$defs"]["pack"]["enum"])
    assert "due-date-is-kept" in told["waivers"]["$defs"]["rule"]["enum"]


def test_only_trackers_of_the_engagement_asked_for_are_asked(standing):
    sandbox, config = standing
    assert run_schema(config, "packs", "--installed", "--engagement", "lumen").returncode == 0
    assert sandbox.jira.log == []
    assert sandbox.clickup.log != []


def test_what_is_printed_twice_is_the_same(standing):
    _, config = standing
    assert run_schema(config, "--installed").stdout == run_schema(config, "--installed").stdout


def test_without_the_option_no_tracker_and_no_configuration_is_asked(standing):
    sandbox, config = standing
    config.write_text("version: 2\n", encoding="utf-8")
    assert run_schema(config, "--write").returncode == 0
    assert [*sandbox.jira.log, *sandbox.clickup.log] == []


@pytest.mark.lasting
def test_a_tracker_that_cannot_be_reached_ends_it_and_nothing_is_written(tmp_path):
    with stand(tmp_path) as (_, config):
        pass
    done = run_schema(config, "--installed", "--write")
    assert (done.returncode, done.stdout) == (75, "")
    assert "acme-jira cannot be reached" in done.stderr
    assert not (tmp_path / FILES[0]).exists()


def test_a_token_that_is_not_accepted_says_what_to_check(standing):
    sandbox, config = standing
    sandbox.jira.faults.add(Fault(path_contains="/", status=401, body="{}", times=None))
    done = run_schema(config, "--installed")
    assert done.returncode == 1
    assert "Check the token" in done.stderr


def test_mistakes_in_the_configuration_are_told_before_any_tracker_is_asked(standing):
    sandbox, config = standing
    config.write_text("version: 2\n", encoding="utf-8")
    done = run_schema(config, "--installed")
    assert done.returncode == 2
    assert "stageward.yaml:1:10" in done.stderr
    assert sandbox.jira.log == []
