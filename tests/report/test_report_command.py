"""`stageward report` at a planted sandbox, as a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.sandbox.stage import open_stage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def type_in(tmp_path_factory):
    """Type commands where a cycle has run over the sandbox's story."""
    folder = tmp_path_factory.mktemp("desk")
    with open_stage(folder / "demo", ROOT / "config" / "rules") as stage:
        own = {"STAGEWARD_CONFIG": str(stage.config), "STAGEWARD_SECRETS_DIR": str(stage.secrets)}
        told = {name: value for name, value in os.environ.items() if not name.startswith("STAGEWARD_")}

        def typed(*words):
            command = [sys.executable, str(ROOT / "run.py"), *map(str, words)]
            return subprocess.run(
                command, env={**told, **own}, cwd=folder, capture_output=True, text=True, timeout=60, check=False
            )

        assert typed("sync", "--quiet").returncode == 0
        yield typed


def test_a_person_reads_all_engagements_together_and_each(type_in):
    done = type_in("report", "--period", "this-month")
    assert done.returncode == 0, done.stderr
    assert "still running" in done.stdout
    assert "All engagements  2 engagements: apollo, lumen" in done.stdout
    assert "apollo  Apollo Bank · project" in done.stdout


def test_a_program_reads_one_document(type_in):
    done = type_in("report", "--json", "--engagement", "lumen", "--period", "this-month")
    told = json.loads(done.stdout)
    assert [group["name"] for group in told["groups"]] == ["lumen"]


def test_files_are_written_where_they_are_asked_for(type_in, tmp_path):
    done = type_in("report", "--csv", tmp_path / "new" / "all.csv", "--html", tmp_path / "pages")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new" / "all.csv").read_text().startswith("first,last,kind,name,")
    assert len(list((tmp_path / "pages").glob("*.html"))) == 3
    assert done.stdout.count("Written: ") == 4


def test_the_end_of_a_project_is_told(type_in, tmp_path):
    done = type_in("report", "--end", "--engagement", "apollo")
    assert "What was scoped" in done.stdout
    assert "Changes of scope" in done.stdout
    ended = json.loads(type_in("report", "--end", "--json", "--html", tmp_path).stdout)
    assert [one["engagement"] for one in ended["ends"]] == ["apollo", "lumen"]
    assert (tmp_path / "apollo-end.html").exists()


def test_a_period_that_is_none_is_told_with_the_forms(type_in):
    done = type_in("report", "--period", "yesterday")
    assert (done.returncode, done.stdout) == (2, "")
    assert "“yesterday” is no period; write 2026-10, 2026-W45" in done.stderr


def test_the_end_has_no_table_of_measures(type_in):
    done = type_in("report", "--end", "--csv", "x.csv")
    assert done.returncode == 2
    assert "leave --csv and --by out" in done.stderr


def test_answers_are_imported_for_the_one_engagement_named(type_in, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("asked_at;csat\n2026-10-05;9\n", encoding="utf-8-sig")
    refused = type_in("report", "answers", "import", file)
    assert refused.returncode == 2
    assert "name it with --engagement" in refused.stderr
    done = type_in("report", "answers", "import", file, "--engagement", "apollo", "--json")
    assert json.loads(done.stdout) == {"schema": 1, "engagement": "apollo", "answers": 1, "new": 1}
    again = type_in("report", "answers", "import", file, "--engagement", "apollo")
    assert again.stdout == "apollo: 0 imported, 1 known already.\n"


def test_mistakes_in_a_file_of_answers_are_told_with_their_place(type_in, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("asked_at,csat\n2026-10-05,11\n")
    done = type_in("report", "answers", "import", file, "--engagement", "apollo")
    assert done.returncode == 2
    assert f"{file}:2:2: error: " in done.stderr


def test_a_file_in_another_encoding_is_told(type_in, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_bytes(b"asked_at,comment\n2026-10-05,sch\xf6n\n")
    done = type_in("report", "answers", "import", file, "--engagement", "apollo")
    assert done.returncode == 2
    assert "no UTF-8 text" in done.stderr
