"""Hints on their way into the agenda: together, never the bot's own, and none lost while the store is busy."""

from threading import Event
from weakref import ref

import pytest

from config.values import SourceConfig
from connectors.hooks import gathering
from connectors.hooks.gathering import Bots, Gatherer, Hint
from connectors.hooks.sources import hooked_sources
from state.hints import noting, turns_in
from state.open import open_store
from sync.ports import Unreachable
from sync.service.hints import Told
from tests.hooks.posts import BOT, JIRA, SOURCES, hooked
from tests.sync.houses import Clock

ANA = "5b10ac8d82e05b22cc7d4a01"
SOON = 20  # seconds after which a test gives up


def hint(*engagements, by=None, source=SOURCES[0]):
    authors = frozenset({frozenset({by})}) if by else frozenset()
    return Hint(source, Told(authors), frozenset(engagements))


class Agenda:
    """Writes down what is noted; each of `faults` is raised once before."""

    def __init__(self, *faults):
        self.noted, self.faults, self.reached = [], list(faults), Event()

    def __call__(self, engagements):
        if self.faults:
            raise self.faults.pop(0)
        self.noted.append(engagements)
        self.reached.set()


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch):
    monkeypatch.setattr(gathering, "AGAIN", 0.02)


@pytest.fixture
def said():
    return []


def test_hints_that_come_together_are_noted_together(said):
    agenda = Agenda()
    with Gatherer(agenda, said.append).running() as gatherer:
        for name in ("apollo", "hermes", "apollo"):
            gatherer.put(hint(name))
        assert agenda.reached.wait(SOON)
    assert agenda.noted == [{"apollo", "hermes"}]


def test_what_the_bot_did_itself_is_no_hint(said):
    agenda = Agenda()
    with Gatherer(agenda, said.append).running() as gatherer:
        gatherer.put(hint("apollo", by=BOT))
        gatherer.put(hint("hermes", by=ANA))
        gatherer.put(hint("bugs"))
    assert agenda.noted == [{"hermes", "bugs"}]


def test_only_what_the_bot_did_leaves_the_agenda_alone(said):
    agenda = Agenda()
    with Gatherer(agenda, said.append).running() as gatherer:
        gatherer.put(hint("apollo", by=BOT))
    assert agenda.noted == []


def test_nothing_is_asked_of_a_tracker_where_nobody_is_named(said):
    def never():
        raise AssertionError

    agenda, source = Agenda(), hooked("acme-jira", "jira", JIRA, ask_who=never)
    with Gatherer(agenda, said.append).running() as gatherer:
        gatherer.put(hint("apollo", source=source))
    assert agenda.noted == [{"apollo"}]


def test_while_it_cannot_be_learned_who_the_bot_is_it_may_have_been_anybody(said):
    asked, agenda = [], Agenda()

    def unknown():
        asked.append(1)
        raise Unreachable("acme-jira", "it does not answer")

    source = hooked("acme-jira", "jira", JIRA, ask_who=unknown)
    with Gatherer(agenda, said.append).running() as gatherer:
        gatherer.put(hint("apollo", by=BOT, source=source))
        assert agenda.reached.wait(SOON)
        agenda.reached.clear()
        gatherer.put(hint("hermes", by=BOT, source=source))
        assert agenda.reached.wait(SOON)
    assert agenda.noted == [{"apollo"}, {"hermes"}]
    assert asked == [1]  # and not again at once
    assert len(said) == 1
    assert "Who the bot is at acme-jira is not known" in said[0]


def test_a_store_that_is_busy_loses_no_hint_and_is_told_once(said):
    busy = Unreachable("the state store", "another process holds it")
    agenda = Agenda(busy, busy)
    with Gatherer(agenda, said.append).running() as gatherer:
        gatherer.put(hint("apollo"))
        assert agenda.reached.wait(SOON)
    assert agenda.noted == [{"apollo"}]
    assert len(said) == 2
    assert said[0].startswith("Hints of webhooks wait")
    assert said[1] == "Hints of webhooks are noted again."


def test_those_that_wait_at_the_end_are_noted(said, monkeypatch):
    monkeypatch.setattr(gathering, "GATHER", 3600.0)
    agenda = Agenda()
    with Gatherer(agenda, said.append).running() as gatherer:
        gatherer.put(hint("apollo"))
    assert agenda.noted == [{"apollo"}]


def test_ever_so_many_take_no_more_than_some_memory(said, monkeypatch):
    monkeypatch.setattr(gathering, "MOST", 5)
    monkeypatch.setattr(gathering, "GATHER", 3600.0)
    agenda = Agenda()
    with Gatherer(agenda, said.append).running() as gatherer:
        for number in range(50):
            gatherer.put(hint(f"e{number}"))
    assert [len(one) for one in agenda.noted] == [5]


def test_the_agenda_of_a_store_keeps_them_beside_its_turns(tmp_path):
    url, clock = f"sqlite:///{tmp_path / 'stageward.db'}", Clock()
    open_store(url).close()
    noting(url, clock)(frozenset({"apollo", "lumen"}))
    assert {name: turn.hinted for name, turn in turns_in(url).items()} == dict.fromkeys(
        ("apollo", "lumen"), clock.now()
    )


def test_the_trackers_tell_who_the_bot_is(sandbox):
    jira, clickup = sandbox.jira, sandbox.clickup
    sources = [
        SourceConfig("acme-jira", "jira", "cloud", jira.url, jira.user),
        SourceConfig("studio", "clickup", url=clickup.url, team=clickup.team),
    ]
    tokens = {"acme-jira": jira.token, "studio": clickup.token}
    found = hooked_sources(sources, lambda name: ("a secret",), tokens.__getitem__, Clock().now)
    assert [one.ask_who() for one in found] == [jira.people["bot"].id, str(clickup.people["bot"].id)]


def test_only_sources_with_a_secret_are_listened_to():
    sources = [SourceConfig("acme-jira", "jira"), SourceConfig("studio", "clickup")]
    secrets = {"acme-jira": (), "studio": ("one", "two")}
    [found] = hooked_sources(sources, secrets.__getitem__, str, Clock().now)
    assert (found.name, found.kind, found.secrets) == ("studio", "clickup", ("one", "two"))


def test_a_source_that_is_configured_anew_takes_the_place_of_the_old_one(said):
    """Each holds the settings it was read with: over years of changes they would pile up."""
    bots = Bots(said.append)

    def was_the_bot(bot, by):
        def ask_who():
            return bot

        return bots.did(hint("apollo", by=by, source=hooked("acme-jira", "jira", JIRA, ask_who=ask_who))), ref(ask_who)

    did, before = was_the_bot(BOT, BOT)
    assert did
    assert before() is not None
    did, now = was_the_bot(ANA, BOT)
    assert not did, "the token is somebody else's now"
    assert (before(), now() is None) == (None, False)
