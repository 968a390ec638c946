"""The command `doctor` from outside: what it prints, how it ends, and that it changes nothing."""


def checks(ran, **wanted):
    """Return the checks of a document that have these members."""
    return [one for one in ran.document["checks"] if wanted.items() <= one.items()]


def test_an_installation_without_a_failure_ends_with_zero_and_nothing_is_written(desk):
    ran = desk("doctor", "--json")
    assert ran.code == 0, ran.out
    assert ran.document["schema"] == 1
    assert ran.document["counts"]["fail"] == 0
    assert ran.document["counts"]["ok"] == len(checks(ran, state="ok"))
    assert set(ran.document["checks"][0]) == {"area", "engagement", "source", "name", "state", "said", "fix"}
    assert {one["engagement"] for one in ran.document["checks"]} == {None, "apollo", "lumen"}
    assert desk.writes() == []
    assert desk.sandbox.mailbox.messages == ()


def test_a_warning_or_failure_always_says_what_to_do(desk):
    desk.sandbox.mailbox.refuse_sender("delivery@acme.example")
    told = desk("doctor", "--json").document["checks"]
    assert {one["state"] for one in told if not one["fix"]} == {"ok"}
    assert {one["state"] for one in told if one["fix"]} == {"warn", "fail"}


def test_lines_for_people_stand_under_headings_and_end_with_counts(desk):
    ran = desk("doctor")
    lines = ran.out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")][:-1] == [
        "installation",
        "source acme-jira",
        "source studio",
        "engagement apollo",
        "engagement lumen",
    ]
    assert lines[-1].endswith("0 FAIL. Nothing was written.")


def test_only_the_engagement_asked_for_is_looked_at(desk):
    ran = desk("doctor", "--json", "--engagement", "lumen")
    assert {one["engagement"] for one in ran.document["checks"]} == {None, "lumen"}
    assert desk.sandbox.jira.log == []


def test_a_missing_secret_is_told_by_name_and_the_rest_is_looked_at(desk):
    (desk.stage.secrets / "STAGEWARD_TOKEN_STUDIO").unlink()
    ran = desk("doctor", "--json")
    assert ran.code == 1
    assert [one["name"] for one in checks(ran, area="secrets", state="fail")] == ["STAGEWARD_TOKEN_STUDIO"]
    assert checks(ran, engagement="apollo", area="scope", state="ok")


def test_a_tracker_that_is_down_ends_with_75(desk, without_pauses):
    desk.sandbox.clickup.stop()
    ran = desk("doctor", "--json")
    assert ran.code == 75
    assert [one["name"] for one in checks(ran, source="studio", state="fail")] == ["connection"]


def test_quiet_tells_failures_alone_and_on_stderr(desk):
    assert desk("doctor", "--quiet").out == ""
    desk.sandbox.mailbox.refuse_sender("delivery@acme.example")
    ran = desk("doctor", "--quiet")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[:2] == [
        "installation",
        "  FAIL  mail         sender: delivery@acme.example is refused: 553 5.7.1 Sender address rejected",
    ]


def test_a_configuration_with_mistakes_ends_with_two(desk):
    desk.stage.config.write_text("version: 2\n", encoding="utf-8")
    ran = desk("doctor")
    assert (ran.code, ran.out) == (2, "")


def test_what_check_warns_of_is_counted(desk):
    config = desk.stage.config
    text = config.read_text("utf-8").replace("allow_domains: [apollo-bank.example, ", "allow_domains: [")
    config.write_text(text, encoding="utf-8")
    (line,) = checks(desk("doctor", "--json"), area="packs", name="configuration")
    assert (line["state"], line["fix"]) == ("warn", "Run stageward check to see what it is.")
