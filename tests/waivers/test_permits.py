"""Who may waive: a client never, others by role, and what cannot be decided is a no."""

import pytest

from rules.model import Person
from rules.pack import Condition, Pack, Rule
from rules.policy import compile_policy
from rules.scene import Setting
from rules.values import Unseen
from sync.waivers.permits import permit_of

ANA = Person("1", "ana@acme.example", "Ana")
HIDDEN = Person("1", None, "Ana")
KIM = Person("9", "kim@client.example", "Kim")


def permit(person, roles, members=None, contacts=("kim@client.example",), waivable_by=("lead",)):
    rule = Rule(name="r", says="s", must=(Condition("label", "x"),), waivable_by=waivable_by)
    setting = Setting(roles=roles, contacts=frozenset(contacts))
    policy = compile_policy((Pack("p", rules=(rule,)),), setting, {})
    return permit_of(person, policy.rules[0], policy.setting, lambda _role: members if members is not None else ())


@pytest.mark.parametrize(
    ("person", "roles"),
    [(ANA, {"lead": ("ana@acme.example",)}), (ANA, {"lead": ("1",)}), (HIDDEN, {"lead": ("1",)})],
)
def test_by_address_or_account_id(person, roles):
    assert permit(person, roles).may


def test_a_group_of_the_tracker_holds_the_role():
    assert permit(HIDDEN, {}, members=(Person("2"), Person("1"))).may
    assert not permit(HIDDEN, {}, members=(Person("2"),)).may


def test_a_hidden_address_or_an_unknown_group_is_a_no_that_says_what_to_do():
    for said in (
        permit(HIDDEN, {"lead": ("ana@acme.example",)}),
        permit(HIDDEN, {}, members=(Person(None, "x@a.example"),)),
    ):
        assert not said.may
        assert "cannot be told" in said.why
        assert "account id 1" in said.why
    assert "The role cannot be seen." in permit(ANA, {}, members=Unseen("The role cannot be seen.")).why


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        (KIM, {"lead": ("9",)}),
        (Person("1", is_customer=True), {"lead": ("1",)}),
        (ANA, {"lead": ("1",), "client": ("1",)}),
    ],
)
def test_a_client_never(person, roles):
    assert permit(person, roles).why.startswith("Clients cannot waive rules.")


def test_a_rule_for_clients_only_is_for_nobody():
    assert permit(KIM, {}, waivable_by=("client",)).why.startswith("Nobody can waive")
    assert permit(ANA, {"lead": ("1",)}, waivable_by=()).why.startswith("Nobody can waive")


def test_anyone_is_whoever_is_certainly_no_client():
    assert permit(ANA, {}, waivable_by=("anyone",)).may
    assert not permit(HIDDEN, {}, waivable_by=("anyone",)).may
    assert permit(HIDDEN, {}, contacts=(), waivable_by=("anyone",)).may
    assert not permit(KIM, {}, waivable_by=("anyone",)).may
