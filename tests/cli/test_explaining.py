"""What a rule is, how it stands, and why a ticket fails it; and the pages that say the same."""

import json

import pytest

RULE = "peer-review-is-passed"


def finding(ran, rule=RULE):
    return next(one for one in ran.document["findings"] if one["rule"] == rule)


def test_a_failing_rule_tells_every_condition_and_the_nearest_example(worked):
    told = finding(worked("explain", "APO-9", "--json"))
    (group,) = told["conditions"]
    assert (group["kind"], group["answer"]) == ("any_of", "fails")
    assert [(part["kind"], part["answer"]) for part in group["parts"]] == [("condition", "fails"), ("all_of", "fails")]
    assert group["parts"][0]["found"] == "there is no comment that says “peer review: passed”"
    nearest = told["nearest_example"]
    assert nearest["example"] == "passes 1"
    assert [one["ticket"] for one in nearest["differences"]] == ["there is no comment that says “peer review: passed”"]


def test_the_same_on_a_terminal_nested_groups_further_in(worked):
    lines = worked("explain", "APO-9").out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip() == "fails    one of these:")
    assert lines[at + 1].startswith("                 fails    there is a comment that says")
    assert "                   fails    Peer reviewer is a person; found: Peer reviewer is empty" in lines
    there = lines.index("               nearest example: passes 1") + 1
    assert lines[there].startswith(
        "                 there: there is a comment that says “peer review: passed”, the newest"
    )
    assert "                 here:  there is no comment that says “peer review: passed”" in lines


def test_one_rule_on_one_ticket_says_why_it_is_not_asked(worked):
    ran = worked("explain", "APO-9", "--rule", "Self-Assessment-is-complete", "--json")
    (told,) = ran.document["findings"]
    assert (ran.code, ran.document["standing"], ran.document["ladders"]) == (0, "blocked", [])
    assert (told["outcome"], told["found"], told["wanted"]) == (
        "not_applicable",
        "stage is “Complete”",
        "the entry of Review",
    )
    assert (told["conditions"], told["nearest_example"]) == ([], None)
    shown = worked("explain", "APO-9", "--rule", "self-assessment-is-complete").out
    assert "found:  stage is “Complete”" in shown
    assert RULE not in shown


def test_a_rule_alone_is_counted_on_every_engagement(worked):
    ran = worked("explain", "--rule", RULE, "--json")
    told = ran.document
    assert (ran.code, told["rule"], told["pack"], told["severity"]) == (0, RULE, "work-item", "block")
    apollo, lumen = told["engagements"]
    assert (apollo["name"], lumen["name"]) == ("apollo", "lumen")
    assert apollo["tickets"]["fail"] == ["APO-9"]
    assert sum(apollo["outcomes"].values()) == apollo["judged"] > 1
    assert {outcome: len(keys) for outcome, keys in apollo["tickets"].items()} == apollo["outcomes"]


def test_the_counts_are_those_of_the_verdicts(worked):
    keys = [f"APO-{number}" for number in range(1, 10)]
    outcomes = {key: finding(worked("explain", key, "--json"))["outcome"] for key in keys}
    told = worked("explain", "--rule", RULE, "--json", "--engagement", "apollo").document["engagements"][0]["tickets"]
    assert {key: outcome for outcome, named in told.items() for key in named} == outcomes


def test_on_a_terminal_a_rule_says_what_its_page_says(worked):
    out = worked("explain", "--rule", RULE).out
    worked("pages", "--out", str(worked.stage.config.parent / "pages"))
    page = (worked.stage.config.parent / "pages" / "work-item.md").read_text("utf-8")
    for words in ("Peer reviewer is different from assignee", "by delivery-manager, for at most 14 days"):
        assert words in out
        assert words in page
    assert "apollo: passes on 1 (APO-3); fails on 1 (APO-9); is not asked of" in out


def test_with_an_empty_store_a_rule_is_told_all_the_same(desk):
    ran = desk("explain", "--rule", RULE)
    assert ran.code == 0
    assert "A second person has reviewed the work" in ran.out
    assert "apollo: no ticket is judged by it yet; sync judges them" in ran.out
    assert desk("explain", "--rule", RULE, "--json").document["engagements"][0]["judged"] == 0


def test_a_rule_of_a_pack_nobody_uses_says_so(judged):
    judged.lay_out_every_pack()
    ran = judged("explain", "--rule", "alignment-session-is-held", "--engagement", "lumen")
    assert ran.code == 0
    assert "No engagement asked for uses pack delivery-excellence." in ran.out
    refused = judged("explain", "APO-2", "--rule", "alignment-session-is-held")
    assert (refused.code, refused.err) == (
        1,
        "Engagement apollo does not use the pack of alignment-session-is-held.\n",
    )


def test_an_unknown_rule_names_the_one_that_was_meant(desk):
    for words in (
        ["explain", "--rule", "peer-review-is-pased"],
        ["explain", "APO-1", "--rule", "peer-review-is-pased"],
    ):
        ran = desk(*words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == f"There is no rule “peer-review-is-pased”. Did you mean “{RULE}”?\n"
    assert "Packs: " in desk("explain", "--rule", "zzz").err


@pytest.mark.parametrize("words", [[], ["--fresh"], ["--fresh", "--rule", RULE]])
def test_without_a_ticket_or_a_rule_it_says_what_to_name(desk, words):
    ran = desk("explain", *words)
    assert ran.code == 2
    assert "Name a ticket (explain APO-7), or a rule (explain --rule NAME)." in ran.err


def test_pages_are_written_for_every_pack_and_strangers_are_named(desk):
    desk.lay_out_every_pack()
    out = desk.stage.config.parent / "wiki"
    out.mkdir()
    (out / "old.md").write_text("old", encoding="utf-8")
    ran = desk("pages", "--out", str(out), "--json")
    packs = sorted(path.stem for path in (desk.stage.config.parent / "rules").glob("*.yaml"))
    assert ran.code == 0
    assert ran.document == {
        "schema": 1,
        "written": [str(out / f"{pack}.md") for pack in packs],
        "strangers": [str(out / "old.md")],
    }
    assert (out / "old.md").read_text("utf-8") == "old"
    assert (out / "work-item.md").read_text("utf-8").startswith("# Pack work-item\n")


def test_pages_need_sound_packs(desk):
    pack = desk.stage.config.parent / "rules" / "work-item.yaml"
    pack.write_text("pack: work-item\nrulez: []\n", encoding="utf-8")
    ran = desk("pages", "--out", str(desk.stage.config.parent / "wiki"))
    assert ran.code == 2
    assert not (desk.stage.config.parent / "wiki").exists()


def test_the_page_of_a_rule_is_named_where_the_configuration_says_where_pages_are(desk):
    config = desk.stage.config
    told = config.read_text("utf-8").replace("version: 1\n", "version: 1\nrule_pages: https://forge.example/rules/\n")
    config.write_text(told, encoding="utf-8")
    page = f"https://forge.example/rules/work-item.md#{RULE}"
    assert json.loads(desk("explain", "--rule", RULE, "--json").out)["page"] == page
    assert f"page:      {page}" in desk("explain", "--rule", RULE).out
