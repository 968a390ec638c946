"""What is told of several files together."""

from datetime import date
from pathlib import Path

import pytest

from config.load import load

ROOT = Path(__file__).resolve().parents[2]


def test_all_files_report_in_one_run(configured, places):
    files = {
        "stageward.yaml": "version: 1\nsources: [\n",
        "rules/b.yml": "pack: b\nrules: [{▲name: x, says: y}]\n",
        "rules/deeper/c.yaml": "not: looked at\n",
        "rules/notes.txt": "neither\n",
        "waivers.yaml": "waivers: [{▲rule: has-a-due-date}]\n",
    }

    mistakes = configured(files).load().mistakes

    assert [one.file for one in mistakes] == ["stageward.yaml", "rules/b.yml", *["waivers.yaml"] * 4]


def test_names_are_unique_over_all_packs(configured):
    again = "pack: Delivery\nrules: [{name: Has-A-Due-Date, says: x, must: [{label: a}]}]\n"

    mistakes = configured({"rules/z.yaml": again}).load().mistakes

    assert [(one.file, one.message) for one in mistakes] == [
        ("rules/z.yaml", 'another pack is called "Delivery", see rules/delivery.yaml:1; rename one'),
        ("rules/z.yaml", 'another rule is called "Has-A-Due-Date", see rules/delivery.yaml:6; rename one'),
    ]


def test_a_pack_may_be_named_in_other_letters(configured):
    folder = configured({})
    main = folder.path / "stageward.yaml"
    main.write_text(main.read_text("utf-8").replace("[delivery]", "[DELIVERY]"), "utf-8")

    loaded = folder.load()

    assert [one.packs for one in loaded.installation.engagements] == [("delivery",)]


def test_a_pack_that_cannot_be_read_makes_no_other_name_unknown(configured):
    mistakes = (
        configured(
            {
                "rules/delivery.yaml": "pack: [",
                "waivers.yaml": "waivers: [{rule: r, tickets: [A-1], until: 2026-12-01, "
                "because: A good reason., by: ana}]",
            }
        )
        .load()
        .mistakes
    )

    assert [one.file for one in mistakes] == ["rules/delivery.yaml"]


def test_a_missing_folder_of_packs_is_told_once(configured):
    mistakes = configured({"rules/delivery.yaml": None}).load().mistakes

    assert [one.message for one in mistakes] == ['the folder of packs cannot be read: "rules"']


def test_a_missing_configuration_is_told(tmp_path):
    missing = tmp_path / "stageward.yaml"

    (mistake,) = load(missing).mistakes

    told = f"there is no file {missing}; name the configuration with --config or STAGEWARD_CONFIG"
    assert (mistake.file, mistake.line, mistake.message) == ("stageward.yaml", 1, told)


@pytest.mark.parametrize("clause", ["label: a", "engagement: {type: Risk}, at_least: 1"])
def test_a_pack_that_looks_at_the_engagement_needs_a_home(clause, configured):
    pack = f"pack: delivery\nrules: [{{name: r, says: s, must: [{{{clause}}}]}}]\n"

    mistakes = configured({"rules/delivery.yaml": pack}).load().mistakes

    told = '"home" is missing: pack delivery needs a ticket that stands for the whole engagement'
    assert [one.message for one in mistakes] == ([told] if "engagement" in clause else [])


def test_a_name_behind_by_must_be_a_role_or_a_field(configured):
    pack = "pack: delivery\nrules: [{name: r, says: s, must: [{comment: {by: %s}, is: present}]}]\n"

    known = configured({"rules/delivery.yaml": pack % "project-manager"}).load()
    strange = configured({"rules/delivery.yaml": pack % "nobody"}).load()

    assert known.mistakes == ()
    assert [one.message for one in strange.mistakes] == [
        '"nobody" is neither a role nor a field; add it to roles or fields of an engagement'
    ]


def test_of_two_waivers_the_later_end_counts(configured):
    one = "{rule: has-a-due-date, tickets: [APO-7, APO-8], until: %s, because: A good reason., by: ana@acme.example}"
    text = f"waivers: [{one % '2026-12-05'}, {one % '2026-12-01'}]\n"

    waivers = configured({"waivers.yaml": text}).load().installation.waivers

    assert [(waiver.ticket, waiver.until) for waiver in waivers] == [
        ("APO-7", date(2026, 12, 5)),
        ("APO-8", date(2026, 12, 5)),
    ]


@pytest.mark.parametrize("text", ["", "# none yet\n", "waivers:\n", "waivers: []\n"])
def test_no_waivers_are_no_mistake(text, configured):
    assert configured({"waivers.yaml": text}).load().installation.waivers == ()
