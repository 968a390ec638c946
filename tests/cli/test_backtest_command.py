"""The command `backtest`: what it answers, how it ends, and that it leaves everything as it was."""

import sqlite3

import pytest

RULE = "self-assessment-is-complete"
ANOTHER = "risk-has-an-owner"  # of the pack risk-register
HARDER = ("{checklist: Self-assessment, is: complete}", "{checklist: Self-assessment, is: absent}")

EXTRA = "pack: extra\nrules:\n  - {name: is-urgent, says: It is urgent., must: [{label: urgent}]}\n"


@pytest.fixture
def worked(worked):
    """Two cycles over people's work, and the trackers gone: a backtest needs only the store."""
    for secret in worked.stage.secrets.iterdir():
        secret.unlink()
    return worked


@pytest.fixture
def edited(worked, tmp_path):
    """Return the file of an edited copy of the pack at work."""

    def edit(*words):
        text = (worked.stage.config.parent / "rules" / "work-item.yaml").read_text("utf-8")
        for before, after in zip(words[::2], words[1::2], strict=True):
            assert before in text
            text = text.replace(before, after)
        file = tmp_path / "edited.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return edit


def stored(desk):
    """Everything the store holds, table by table, and the bytes of its file."""
    file = desk.stage.config.parent / "stageward.db"
    with sqlite3.connect(file) as connection:
        told = tuple(connection.iterdump())
    connection.close()
    return told, file.read_bytes()


def test_the_document_names_rules_holds_and_mails_by_engagement(worked, edited):
    ran = worked("backtest", "--against", edited(*HARDER), "--json")
    assert (ran.code, ran.err) == (0, "")
    told = ran.document
    assert (told["schema"], told["against"]) == (1, ["work-item"])
    assert [one["name"] for one in told["engagements"]] == ["apollo", "lumen"]
    for one in told["engagements"]:
        (changed,) = one["rules"]
        assert changed["rule"] == RULE
        assert changed["newly_failing"]
        assert one["versions"] > one["tickets"] > 0


def test_exit_code_three_only_when_asked_for_and_something_differs(worked, edited):
    file = edited(*HARDER)
    assert worked("backtest", "--against", file).code == 0
    assert worked("backtest", "--against", file, "--exit-code").code == 3
    same = worked("backtest", "--against", edited(), "--exit-code")
    assert same.code == 0
    assert same.out.startswith("Edited: nothing. Compared with the packs at work")
    assert "Nothing would be different. Nothing was written." in same.out


def test_the_store_stays_as_it_was(worked, edited):
    before = stored(worked)
    assert worked("backtest", "--against", edited(*HARDER)).code == 0
    assert worked("backtest").code == 0
    assert stored(worked) == before


def test_an_edit_in_the_packs_folder_is_compared_with_the_last_verdicts(worked):
    assert worked("backtest", "--exit-code").code == 0
    pack = worked.stage.config.parent / "rules" / "work-item.yaml"
    pack.write_text(pack.read_text("utf-8").replace(*HARDER), encoding="utf-8")
    ran = worked("backtest", "--json", "--exit-code")
    assert ran.code == 3
    assert {rule["rule"] for one in ran.document["engagements"] for rule in one["rules"]} == {RULE}


def test_an_edited_pack_with_a_mistake_is_told_with_its_place(worked, edited):
    ran = worked("backtest", "--against", edited("otherwise: block", "otherwise: blok"))
    assert (ran.code, ran.out) == (2, "")
    assert "edited.yaml:" in ran.err
    assert 'did you mean "block"?' in ran.err


def test_an_edited_pack_is_checked_together_with_the_others(worked, edited):
    ran = worked("backtest", "--against", edited(f"name: {RULE}", f"name: {ANOTHER}"))
    assert ran.code == 2
    assert f'another rule is called "{ANOTHER}"' in ran.err


def test_a_new_pack_joins_the_engagements_named(worked, tmp_path):
    file = tmp_path / "extra.yaml"
    file.write_text(EXTRA, encoding="utf-8")
    ran = worked("backtest", "--against", str(file))
    assert ran.code == 2
    assert "Pack extra is new. Say who would get it with --engagement NAME: apollo, lumen." in ran.err
    (apollo,) = worked("backtest", "--against", str(file), "--engagement", "apollo", "--json").document["engagements"]
    assert apollo["rules_added"] == ["is-urgent"]
    assert len(apollo["rules"][0]["newly_failing"]) == apollo["tickets"]


def test_an_edited_pack_nobody_uses_is_refused(worked, tmp_path):
    (worked.stage.config.parent / "rules" / "extra.yaml").write_text(EXTRA, encoding="utf-8")
    file = tmp_path / "edited.yaml"
    file.write_text(EXTRA.replace("label: urgent", "label: hurry"), encoding="utf-8")
    ran = worked("backtest", "--against", str(file))
    assert ran.code == 2
    assert "No engagement looked at uses pack extra." in ran.err


@pytest.mark.parametrize("since", ["soon", "30", "0d", "-3d", "3 months", "2026-02-30", "9999-01-01", "\u0661d", ""])
def test_a_span_that_is_none_is_refused_with_what_to_write(stageward, since):
    ran = stageward("backtest", "--since", since)
    assert (ran.code, ran.out) == (2, "")
    assert "write 12h, 30d, 2w or a day such as 2026-03-01." in ran.err


@pytest.mark.parametrize("since", ["12h", "2w", "30d", "2026-01-31"])
def test_a_span_is_hours_days_weeks_or_a_day(desk, since):
    assert desk("backtest", "--since", since).code == 0


def test_a_file_that_is_not_there_is_named(stageward):
    ran = stageward("backtest", "--against", "nowhere.yaml")
    assert ran.code == 2
    assert "nowhere.yaml" in ran.err


def test_an_empty_store_says_what_to_do(desk):
    ran = desk("backtest")
    assert ran.code == 0
    assert "no ticket versions are stored; run sync first" in ran.out
