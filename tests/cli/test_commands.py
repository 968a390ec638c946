"""What the commands answer and how they end."""

import pytest


def test_check_of_a_sound_configuration_says_so_and_ends_with_zero(desk):
    ran = desk("check")
    assert (ran.code, ran.out.strip(), ran.err) == (0, "No mistakes.", "")


def test_check_names_file_line_and_column_and_ends_with_two(desk):
    pack = desk.stage.config.parent / "rules" / "work-item.yaml"
    pack.write_text(pack.read_text("utf-8").replace("otherwise: block", "otherwise: blok", 1), encoding="utf-8")
    line = next(n for n, text in enumerate(pack.read_text("utf-8").splitlines(), 1) if "blok" in text)
    ran = desk("check")
    assert ran.code == 2
    assert f"rules/work-item.yaml:{line}:" in ran.err
    assert 'did you mean "block"?' in ran.err
    told = desk("check", "--json")
    assert told.code == 2
    assert [(one["file"], one["line"]) for one in told.document["errors"]] == [("rules/work-item.yaml", line)]


def test_every_command_refuses_a_configuration_with_mistakes(desk):
    desk.stage.config.write_text("version: 2\n", encoding="utf-8")
    for words in (["plan"], ["sync"], ["explain", "APO-1"], ["mail", "list"]):
        ran = desk(*words)
        assert (ran.code, ran.out) == (2, ""), words
        assert "stageward.yaml:" in ran.err


def test_plan_shows_everything_and_writes_nothing(desk):
    ran = desk("plan", "--json")
    assert ran.code == 0
    assert ran.document["mode"] == "plan"
    assert {action["state"] for one in ran.document["engagements"] for action in one["actions"]} == {"planned"}
    assert desk.writes() == []


def test_sync_does_what_plan_showed(desk):
    shown = desk("plan", "--json").document
    done = desk.apart("sync", "--json").document
    assert shown["digest"] == done["digest"] != ""
    assert {action["state"] for one in done["engagements"] for action in one["actions"]} == {"applied"}


def test_a_second_sync_has_no_action_and_makes_no_write(desk):
    desk("sync")
    before = len(desk.writes())
    ran = desk("sync", "--json")
    assert ran.code == 0
    assert [one["actions"] for one in ran.document["engagements"]] == [[], []]
    assert [calls["writes"] for calls in ran.document["calls"].values()] == [0, 0]
    assert len(desk.writes()) == before


def test_exit_code_three_only_when_asked_for(desk):
    assert desk("plan").code == 0
    assert desk("plan", "--exit-code").code == 3
    desk("sync")
    assert desk("plan", "--exit-code").code == 0


def test_only_the_engagement_asked_for_is_looked_at(desk):
    ran = desk("plan", "--json", "--engagement", "lumen")
    assert [one["name"] for one in ran.document["engagements"]] == ["lumen"]
    assert desk.sandbox.jira.log == []
    assert desk("plan", "--engagement", "lumne").err.startswith("There is no engagement “lumne”. Known: apollo, lumen.")


def test_explain_tells_found_wanted_and_fix(judged):
    ran = judged("explain", "apo-2", "--json")
    assert ran.code == 0
    told = ran.document
    assert (told["ticket"], told["stage"], told["standing"]) == ("APO-2", "Review", "blocked")
    (failed,) = (finding for finding in told["findings"] if finding["outcome"] == "fail")
    assert failed["rule"] == "self-assessment-is-complete"
    assert failed["gate"] == {"stage": "Review", "side": "entry"}
    assert failed["found"] == "checklist Self-assessment has 1 of 4 items open"
    assert failed["wanted"] == "checklist Self-assessment is complete"
    assert failed["fix"]


def test_explain_of_a_ticket_never_seen_says_what_to_do_and_fresh_asks_the_tracker(desk):
    ran = desk("explain", "APO-5")
    assert ran.code == 1
    assert "explain APO-5 --fresh" in ran.err
    assert "APO-5" in desk("explain", "APO-5", "--fresh").out


def test_mail_waits_until_a_person_releases_it(desk):
    desk("sync")
    desk.people_work()
    desk("sync")
    assert desk.sandbox.mailbox.messages == ()
    notices = desk("mail", "list", "--json").document["notices"]
    assert {(one["engagement"], one["state"]) for one in notices} == {("apollo", "held"), ("lumen", "held")}
    notice = next(one["id"] for one in notices if one["engagement"] == "apollo")
    preview = desk("mail", "preview", notice).out
    released = desk("mail", "release", notice)
    assert released.code == 0
    (received,) = desk.sandbox.mailbox.messages
    assert received.recipients == ("kim@apollo-bank.example",)
    assert received.data.decode().replace("\r\n", "\n").strip() == preview.replace("\r\n", "\n").strip()
    assert desk("mail", "release", notice).code == 1


def test_a_plan_over_its_limits_is_refused_whole_and_approved_by_its_digest(desk):
    config = desk.stage.config
    config.write_text(
        config.read_text("utf-8").replace("version: 1\n", "version: 1\nlimits: {changes: 3}\n"), encoding="utf-8"
    )
    refused = desk("sync")
    assert refused.code == 4
    told = desk.writes()
    assert [list(entry.body["update"]) for entry in told] == [["comment"]]  # on the home ticket
    digest = refused.out.split("sync --approve ")[1].split()[0]
    assert desk("sync", "--approve", "0123456789ab").code == 1
    assert desk.writes() == told
    assert desk("sync", "--approve", digest).code == 0
    assert desk("sync", "--json").document["digest"] == ""


def test_a_missing_secret_is_named(desk):
    (desk.stage.secrets / "STAGEWARD_TOKEN_STUDIO").unlink()
    ran = desk("sync")
    assert ran.code == 2
    assert "STAGEWARD_TOKEN_STUDIO is not set" in ran.err


def test_a_tracker_that_is_down_ends_with_75_and_the_other_goes_on(desk, without_pauses):
    desk.sandbox.clickup.stop()
    ran = desk("sync", "--json")
    assert ran.code == 75
    apollo, lumen = ran.document["engagements"]
    assert apollo["actions"]
    assert apollo["errors"] == []
    assert [(one["kind"], one["retryable"]) for one in lumen["errors"]] == [("Unreachable", True)]


def test_a_wrong_token_fails_and_never_shows_the_token(desk):
    (desk.stage.secrets / "STAGEWARD_TOKEN_ACME_JIRA").write_text("wrong-canary-token", encoding="utf-8")
    ran = desk("sync")
    assert ran.code == 1
    assert "does not accept the bot's credentials" in ran.out
    assert "canary" not in ran.out + ran.err


@pytest.mark.parametrize("words", [["--version"], ["sync", "--version"]])
def test_the_version_is_told(stageward, words):
    assert stageward(*words).out.strip() == "stageward, version 0.1.0"


def test_a_foreign_folder_is_not_cleared_by_the_demo(stageward, tmp_path):
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    ran = stageward("demo", "--out", str(tmp_path))
    assert ran.code == 1
    assert "choose another one with --out" in ran.err
    assert (tmp_path / "letters.txt").exists()


def test_where_mail_is_off_nothing_can_be_released(waiting):
    config = waiting.stage.config
    config.write_text(config.read_text("utf-8").replace("mode: hold  ", "mode: off  "), encoding="utf-8")
    notice = waiting("mail", "list", "--json").document["notices"][0]["id"]
    ran = waiting("mail", "release", notice)
    assert (ran.code, waiting.mailbox.messages) == (2, ())
    assert "Mail is off." in ran.err


def test_releasing_one_mail_sends_no_other(waiting):
    first, second = waiting("mail", "list", "--json").document["notices"]
    assert waiting("mail", "release", first["id"]).code == 0
    assert len(waiting.mailbox.messages) == 1
    assert {one["id"]: one["state"] for one in waiting("mail", "list", "--json").document["notices"]} == {
        first["id"]: "sent",
        second["id"]: "held",
    }


def test_a_file_that_cannot_be_written_is_named_without_a_traceback(waiting, tmp_path):
    notice = waiting("mail", "list", "--json").document["notices"][0]["id"]
    ran = waiting("mail", "preview", notice, "--out", str(tmp_path / "nowhere" / "x.eml"))
    assert ran.code == 1
    assert ran.err.strip() == f"{tmp_path}/nowhere/x.eml cannot be used: No such file or directory."
