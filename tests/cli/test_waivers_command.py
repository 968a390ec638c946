"""The commands under `waivers`, as somebody types them."""

import pytest

RULE = "self-assessment-is-complete"
GRANT = ("waivers", "grant", RULE, "--because", "The client takes it by courier", "--ticket")
DANA = ("--by", "dana@acme.example")
SOON = ("--until", "in 5 working days")


@pytest.fixture(scope="session")
def key(after_one_cycle):
    """A ticket the bot has seen and that fails the rule."""
    desk, _ = after_one_cycle
    (engagement,) = desk("explain", "--rule", RULE, "--json", "--engagement", "apollo").document["engagements"]
    return engagement["tickets"]["fail"][0]


def test_a_waiver_is_granted_listed_counts_and_is_taken_back(desk, key):
    assert desk("sync").code == 0
    granted = desk(*GRANT, key, *SOON, *DANA, "--json")
    assert granted.code == 0, granted.err
    (waiver,) = granted.document["waivers"]
    assert (waiver["ticket"], waiver["rule"], waiver["from"]) == (key, RULE, "command line")
    assert desk("waivers", "list", "--json").document["waivers"] == [waiver]
    assert desk("waivers", "list", "--json", "--expiring", "2d").document["waivers"] == []
    assert key in desk("waivers", "list").out
    assert desk("sync").code == 0
    told = desk("explain", key, "--rule", RULE, "--json").document["findings"]
    assert [one["outcome"] for one in told] == ["waived"]
    assert desk("waivers", "revoke", RULE, "--ticket", key, *DANA).code == 0
    assert desk("waivers", "list").out.strip() == "Nothing is waived."
    assert desk("waivers", "revoke", RULE, "--ticket", key, *DANA).code == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*SOON, "--by", "bo@acme.example"), "This rule can be waived by others only."),
        ((*SOON, "--by", "kim@apollo-bank.example"), "Clients cannot waive rules."),
        (("--until", "2999-01-01", *DANA), f"{RULE} can be waived for at most 14 days."),
        (("--until", "Friday", *DANA), "“Friday” is no day that is understood here."),
    ],
)
def test_what_is_refused_says_why_and_ends_with_one(judged, key, words, why):
    ran = judged(*GRANT, key, *words)
    assert (ran.code, ran.out) == (1, "")
    assert why in ran.err
    assert judged("waivers", "list").out.strip() == "Nothing is waived."


def test_a_ticket_nobody_has_seen(judged):
    ran = judged(*GRANT, "APO-9999", *SOON, *DANA)
    assert ran.code == 1
    assert "No engagement has seen a ticket APO-9999." in ran.err


def test_a_span_that_is_none_is_bad_usage(judged):
    assert judged("waivers", "list", "--expiring", "soon").code == 2
