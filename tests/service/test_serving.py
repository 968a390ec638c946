"""`serve` as a process: it stops in time, loses nothing when it is killed, and takes up what is changed."""

import signal
from datetime import timedelta

import pytest
import requests

from connectors.sandbox import Fault
from state.open import open_store
from sync.apply import AT_ONCE

pytestmark = pytest.mark.lasting

FIRST = {"path_contains": "/search/jql"}  # where Jira is read first


def leases(serving):
    return [name for (name,) in serving.told("select name from leases")]


def test_each_engagement_is_cycled_by_itself_at_its_own_interval(serving):
    serving.write("    work_type: recurring\n", "    work_type: recurring\n    every: 1 hour\n")
    serving.start()
    serving.until(lambda: len(serving.runs("apollo")) >= 3)
    assert len(serving.runs("lumen")) == 1
    assert serving.end() == 0
    with open_store(serving.url) as store:
        every = {name: store.board.facts(name).summary.every for name in ("apollo", "lumen")}
    assert every == {"apollo": timedelta(seconds=1), "lumen": timedelta(hours=1)}, "pages tell who is late by this"


def test_only_the_engagements_asked_for_are_cycled_also_when_a_signal_makes_it_read_again(serving):
    serving.start("--engagement", "lumen")
    serving.until(lambda: serving.runs("lumen"))
    serving.signal(signal.SIGHUP)
    serving.until(lambda: serving.events("reloaded"))
    before = len(serving.runs("lumen"))
    serving.until(lambda: len(serving.runs("lumen")) > before)
    assert serving.runs("apollo") == []
    assert serving.end() == 0


def test_it_stops_while_a_tracker_hangs_without_waiting_for_its_answer(serving):
    serving.start()
    serving.until(lambda: serving.runs("apollo"))
    serving.jira.fault(Fault(delay=120.0, **FIRST))
    serving.until(lambda: not serving.jira.service.faults._waiting)
    answered = len(serving.jira.service.log)
    assert serving.end() == 0
    assert len(serving.jira.service.log) == answered
    before = len(serving.runs("apollo"))
    serving.start()
    assert serving.until(lambda: len(serving.runs("apollo")) > before), "what it left behind is taken over at once"


def test_it_ends_a_wait_that_a_tracker_asked_for(serving):
    serving.start()
    serving.until(lambda: serving.runs("apollo"))
    serving.jira.fault(Fault(status=429, headers={"Retry-After": "55"}, times=None, **FIRST))
    serving.until(lambda: any(one.status == 429 for one in serving.jira.service.log))
    assert serving.end() == 0
    assert leases(serving) == []
    (told,) = [one for one in serving.runs("apollo") if one["errors"]]
    assert [error["kind"] for error in told["errors"]] == ["stopped"]


def test_it_finishes_the_tickets_in_hand_and_leaves_the_others(serving):
    serving.write("schedule:", "limits: {share: 100%}\nschedule:")
    serving.start()
    serving.until(lambda: serving.runs("apollo"))
    serving.jira.fault(Fault(delay=2.0, method="PUT", path_contains="/issue/", times=None))
    tickets = [serving.jira.create(f"Work {n}", status="complete") for n in range(AT_ONCE + 4)]
    serving.until(lambda: {one.action.ticket for one in intents(serving)} & set(tickets))
    assert serving.end() == 0
    assert leases(serving) == []
    comments = {status: [] for status in ("blocked", "complete")}
    for one in tickets:
        comments[serving.jira.status(one)].append(len(serving.jira.ours(one)))
    assert set(comments["blocked"]) == {1}, "what was in hand was finished"
    assert set(comments["complete"]) == {0}, "the others were not begun"
    assert serving.runs("apollo")[-1]["errors"][0]["kind"] == "stopped"
    assert intents(serving) == []


def intents(serving):
    with open_store(serving.url) as store:
        return list(store.open_intents("apollo"))


def test_a_second_signal_ends_it_at_once(serving):
    serving.start()
    serving.until(lambda: serving.runs("apollo"))
    serving.jira.fault(Fault(delay=120.0, **FIRST))
    serving.until(lambda: not serving.jira.service.faults._waiting)
    serving.signal()
    serving.until(lambda: serving.events("stopping"))
    assert serving.end() == -signal.SIGTERM


def test_a_restart_doubles_no_cycle_that_was_done(serving):
    serving.write("    work_type: project\n", "    work_type: project\n    every: 1 hour\n")
    serving.start()
    serving.until(lambda: serving.runs("apollo") and serving.runs("lumen"))
    serving.kill()
    of_others = len(serving.runs("lumen"))
    serving.start()
    serving.until(lambda: len(serving.runs("lumen")) > of_others + 1)
    assert len(serving.runs("apollo")) == 1, "what was done is not due"


def test_a_token_is_rotated_without_a_restart(serving):
    serving.start()
    serving.until(lambda: serving.runs("apollo"))
    jira = serving.stage.sandbox.jira
    jira.site.tokens[jira.user] = "another-token-of-the-sandbox"
    serving.until(lambda: serving.runs("apollo")[-1]["errors"])
    (serving.stage.secrets / "STAGEWARD_TOKEN_ACME_JIRA").write_text("another-token-of-the-sandbox")
    serving.until(lambda: serving.events("reloaded"))
    serving.until(lambda: not serving.runs("apollo")[-1]["errors"])
    assert "another-token-of-the-sandbox" not in serving.log.read_text("utf-8")


def test_a_mistake_is_told_on_the_board_until_it_is_mended_and_nothing_stops(serving):
    serving.start()
    serving.until(lambda: serving.runs("apollo"))
    address = serving.events("serving")[0]["board"]
    serving.write("packs_dir: rules", "packs_dir: rules\nnonsense: 1\nmore: 2")
    serving.until(lambda: "is not in force" in requests.get(address, timeout=20).text)
    page = requests.get(f"{address}/runs", timeout=20).text
    line = serving.stage.config.read_text("utf-8").splitlines().index("nonsense: 1") + 1
    assert f"stageward.yaml:{line}:1:" in page
    assert "and 1 more" in page
    before = len(serving.runs("apollo"))
    serving.until(lambda: len(serving.runs("apollo")) > before + 1)
    assert len(serving.events("reload_refused")) == 1
    serving.write("\nnonsense: 1\nmore: 2", "")
    serving.signal(signal.SIGHUP)
    serving.until(lambda: "is not in force" not in requests.get(address, timeout=20).text)


def test_engagements_come_and_go_with_the_configuration(serving):
    serving.write(
        "    mode: enforce\n    packs: [work-item, risk-register]\n    stages: {to do: Assigned}",
        "    mode: off\n    packs: [work-item, risk-register]\n    stages: {to do: Assigned}",
    )
    serving.start()
    serving.until(lambda: len(serving.runs("apollo")) >= 2)
    assert serving.runs("lumen") == []
    serving.write("    mode: off\n", "    mode: observe\n")
    serving.until(lambda: serving.runs("lumen"))
    serving.write("    work_type: project\n    mode: enforce\n", "    work_type: project\n    mode: off\n")
    serving.signal(signal.SIGHUP)
    serving.until(lambda: len(serving.events("reloaded")) >= 2)
    more_of_lumen(serving)  # meanwhile the cycle that was in hand ends
    gone = len(serving.runs("apollo"))
    more_of_lumen(serving)
    assert len(serving.runs("apollo")) == gone
    assert len(serving.events("reloaded")) == 2  # the look at the files finds nothing new


def more_of_lumen(serving):
    before = len(serving.runs("lumen"))
    serving.until(lambda: len(serving.runs("lumen")) >= before + 2)
