"""What always holds of holding and of how far rules go, whatever a ticket and its verdict are."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rules.judge import standing_of
from rules.model import Change, Finding, Move, Outcome, Person, Severity, Standing, Ticket, Verdict
from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Setting
from rules.values import fold
from sync.actions import Verb
from sync.engagement import Client, Engagement, HoldBy, Mode, Scope, ScopeKind
from sync.holds.holding import FLAGS, MOVES, blockers, flagged, held, holding, noticed
from sync.holds.routes import MOST_STEPS, Way, route
from sync.plan import Subject, plan_ticket
from sync.remembered import FLAGGED, Footprint, SeenRule
from sync.rollout import reach_of

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
BOT, BO = Person("bot"), Person("bo", name="Bo")
RULES = ("a", "b", "c")
STATUSES = ("Work", "Review", "Done", "Blocked", "Elsewhere")
MUST = (Condition("field", "title", "is", "filled in"),)
PACK = Pack(
    "method",
    stages=tuple(Stage(name) for name in ("Work", "Review", "Done")),
    rules=tuple(Rule(name, f"It is {name}.", MUST) for name in RULES),
)
HOLDS = (HoldBy(status="Blocked"), HoldBy(flag=True), HoldBy(back=True))

findings = st.tuples(
    *(st.builds(Finding, st.just(name), st.sampled_from(Outcome), st.sampled_from(Severity)) for name in RULES)
)
verdicts = findings.map(lambda found: Verdict("1", standing_of(found), found, {"method": "Review"}))
tickets = st.builds(
    Ticket,
    st.just("src"),
    st.just("1"),
    st.just("T-1"),
    status=st.sampled_from(STATUSES),
    updated=st.just(NOON),
    labels=st.sets(st.sampled_from(("gate:blocked", "gate:attention", "web"))).map(tuple),
    fields=st.sampled_from(({}, {FLAGGED: None}, {FLAGGED: ("Impediment",)})),
    moves=st.lists(
        st.builds(
            Move, st.sampled_from(STATUSES), st.sampled_from(STATUSES), st.just(NOON), st.sampled_from((BOT, BO, None))
        ),
        max_size=3,
    ).map(tuple),
    changes=st.lists(st.builds(Change, st.just(FLAGGED), st.just(NOON), by=st.sampled_from((BOT, BO))), max_size=2).map(
        tuple
    ),
)
footprints = st.builds(
    Footprint,
    st.just("1"),
    held_from=st.just("Review"),
    held_in=st.sampled_from((None, "Blocked", "Work", FLAGGED)),
    held_for=st.sets(st.sampled_from(RULES)).map(lambda names: tuple(sorted(names))),
    held_by=st.sampled_from((Verb.HOLD, Verb.SET_FLAG, Verb.RETURN)),
)
holds = st.sampled_from(HOLDS)


def engagement(hold=HOLDS[0], mode=Mode.ENFORCE, **more):
    return Engagement("e", "src", Scope(ScopeKind.PROJECT, "T"), ("method",), Client("C"), mode, hold=hold, **more)


def policy(hold=HOLDS[0]):
    return compile_policy((PACK,), Setting(bot=BOT, hold_status=hold.status), {})


def planned(ticket, verdict, footprint, hold):
    known = noticed(ticket, verdict, footprint, BOT)
    return known, holding(ticket, verdict, known, engagement(hold), policy(hold))


@given(tickets, verdicts, footprints, holds)
def test_an_undecided_standing_never_holds_and_never_releases(ticket, verdict, footprint, hold):
    undecided = replace(verdict, standing=Standing.UNKNOWN)
    assert planned(ticket, undecided, footprint, hold)[1] == []


@given(tickets, verdicts, footprints, holds)
def test_at_most_one_thing_is_done_and_it_always_changes_something(ticket, verdict, footprint, hold):
    _, actions = planned(ticket, verdict, footprint, hold)
    assert len(actions) <= 1
    assert all(fold(action.before or "") != fold(action.after or "") for action in actions)


@given(tickets, verdicts, footprints, holds)
def test_nothing_is_held_but_what_blocks_and_nothing_let_go_while_it_does(ticket, verdict, footprint, hold):
    _, actions = planned(ticket, verdict, footprint, hold)
    lets_go = {Verb.RELEASE, Verb.CLEAR_FLAG}
    assert all((action.verb in lets_go) == (not blockers(verdict)) for action in actions)


@given(tickets, verdicts, footprints, holds)
def test_once_done_nothing_more_is_planned(ticket, verdict, footprint, hold):
    known, actions = planned(ticket, verdict, footprint, hold)
    for action in actions:
        after = flagged(ticket, action) if action.verb in FLAGS else replace(ticket, status=action.after)
        after = replace(after, moves=(), changes=())
        kept, more = planned(after, verdict, held(known, action), hold)
        assert more == []
        assert kept.overruled is None


@given(tickets, verdicts, footprints, holds)
def test_what_happened_twice_by_our_books_happened_once(ticket, verdict, footprint, hold):
    known, actions = planned(ticket, verdict, footprint, hold)
    for action in actions:
        once = held(known, action)
        assert held(once, action) == once


@given(tickets, verdicts, footprints, holds)
def test_a_look_without_a_change_notices_nothing_new(ticket, verdict, footprint, hold):
    known = noticed(ticket, verdict, footprint, BOT)
    assert noticed(ticket, verdict, known, BOT) == known


@given(tickets, verdicts, holds)
def test_a_persons_move_is_not_undone_for_the_same_findings(ticket, verdict, hold):
    """Held for just what fails, then somewhere else: a person did that."""
    footprint = Footprint("1", held_from="Review", held_in="Blocked", held_for=blockers(verdict))
    elsewhere = replace(ticket, status="Elsewhere", fields={})
    known, actions = planned(elsewhere, verdict, footprint, hold)
    assert actions == []
    assert (known.overruled is not None) == (bool(blockers(verdict)) or verdict.standing is Standing.UNKNOWN)


@given(tickets, verdicts, footprints)
def test_a_return_never_leads_forward(ticket, verdict, footprint):
    _, actions = planned(ticket, verdict, footprint, HoldBy(back=True))
    assert all(action.after == "Work" for action in actions if action.verb is Verb.RETURN)


@given(tickets, verdicts, footprints, holds)
def test_an_observed_rule_never_causes_a_write(ticket, verdict, footprint, hold):
    all_observed = engagement(hold, rules=dict.fromkeys(RULES, Mode.OBSERVE))
    reach = reach_of(all_observed, policy(hold), {}, NOON, is_first=True)
    counted = reach.counted(verdict)
    clean = replace(ticket, labels=("web",))
    free = replace(footprint, held_in=None, held_for=())
    assert counted.standing is Standing.CLEAR
    assert plan_ticket(Subject(clean, counted, free), all_observed, policy(hold)).actions == ()


@given(tickets, verdicts, footprints, holds, st.sampled_from(RULES))
def test_a_verdict_of_an_observed_rule_changes_no_plan(ticket, verdict, footprint, hold, name):
    one_observed = engagement(hold, rules={name: Mode.OBSERVE})
    reach = reach_of(one_observed, policy(hold), {}, NOON, is_first=True)
    others = {Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.PENDING}
    plans = {
        plan_ticket(
            Subject(ticket, reach.counted(with_outcome(verdict, name, one)), footprint), one_observed, policy(hold)
        )
        for one in others
    }
    assert len(plans) == 1


def with_outcome(verdict, name, outcome):
    found = tuple(replace(one, outcome=outcome) if one.rule == name else one for one in verdict.findings)
    return replace(verdict, findings=found, standing=standing_of(found))


@given(tickets, verdicts, footprints, holds)
def test_a_rule_in_advise_never_holds(ticket, verdict, footprint, hold):
    advised = engagement(hold, rules=dict.fromkeys(RULES, Mode.ADVISE))
    counted = reach_of(advised, policy(hold), {}, NOON, is_first=True).counted(verdict)
    plan = plan_ticket(Subject(ticket, counted, replace(footprint, held_in=None)), advised, policy(hold))
    assert not {action.verb for action in plan.actions} & (MOVES | FLAGS)


@given(st.sets(st.sampled_from(RULES)), st.sets(st.sampled_from(RULES)), st.booleans())
def test_only_what_was_never_seen_is_on_trial(seen, named, is_first):
    kept = {name: SeenRule(name, NOON) for name in seen}
    new = engagement(observes_new=True, rules=dict.fromkeys(named, Mode.ENFORCE))
    reach = reach_of(new, policy(), kept, NOON, is_first=is_first)
    on_trial = set(RULES) - seen if is_first or seen else set()
    assert {name for name in RULES if reach.of(name) is Mode.OBSERVE} == on_trial - named
    assert {one.name for one in reach.seen} == set(RULES) - seen


graphs = st.dictionaries(
    st.sampled_from("abcdefg"), st.lists(st.builds(Way, st.sampled_from("abcdefg"), st.booleans()), max_size=4)
)


@given(graphs, st.sets(st.sampled_from("bcdef")))
def test_a_route_is_short_goes_over_open_ways_and_never_round_in_circles(graph, barred):
    found = route("a", "g", lambda status: graph.get(status, ()), frozenset(barred))
    assert len(found) <= MOST_STEPS
    assert len({"a", *found}) == len(found) + bool(found) or not found
    assert not barred & set(found[:-1])
    for here, there in zip(("a", *found), found, strict=False):
        way = next(one for one in graph[here] if one.to == there and (there == "g" or not one.is_done))
        assert way
    assert not found or found[-1] == "g"
