"""What a doctor says of the home ticket, of those who hold roles, and of contacts."""

from connectors.sandbox.jira.model import Account
from sync.checkup.checks import State
from sync.engagement import Scope, ScopeKind

OK, WARN, FAIL = State.OK, State.WARN, State.FAIL


def told(check):
    return check.state, check.said, check.fix


def test_a_home_ticket_that_is_missing(clinic):
    clinic.set(home="APO-99")
    line = clinic.line("home", "APO-99")
    assert (line.state, line.said) == (FAIL, "shows no ticket APO-99")
    assert line.fix.endswith("write its key as home: of apollo.")


def test_a_home_ticket_outside_the_scope_or_moved(clinic):
    clinic.set(scope=Scope(ScopeKind.JQL, "project = APO AND status = Blocked"))
    assert clinic.line("home", "APO-1").said == "is outside the engagement's scope, so it is never read"
    clinic.jira.act("ana").rename("APO-1", "APO-77")
    assert told(clinic.line("home", "APO-1")) == (
        WARN,
        "is known as APO-77; findings of the engagement would find no home",
        "Write home: APO-77 for apollo.",
    )


def test_a_role_of_somebody_nobody_knows_or_nobody_at_all(clinic):
    clinic.set(roles={"project-manager": ("nan@acme.example",)})
    line = clinic.line("roles", "project-manager: nan@acme.example")
    assert (line.state, line.said) == (FAIL, "acme-jira knows no such person")
    clinic.set(roles={})
    assert clinic.line("roles", "project-manager").said == "nobody holds this role, and reviewer-is-named names it"


def test_an_account_id_is_looked_up_and_a_closed_account_is_told(clinic):
    site = clinic.jira.site
    gone = Account("zoe", "zoe-id", "Zoe Old", "zoe@acme.example", active=False)
    site.accounts.append(gone)
    clinic.set(roles={"project-manager": ("zoe-id", clinic.jira.people["bo"].id)})
    assert clinic.line("roles", "project-manager: zoe-id").said == (
        "is Zoe Old (zoe@acme.example), whose account is not active"
    )
    assert clinic.line("roles", f"project-manager: {clinic.jira.people['bo'].id}").state is OK


def test_where_addresses_are_hidden_the_account_id_is_offered(clinic):
    clinic.jira.switches.emails_visible = False
    line = clinic.line("roles", "project-manager: ana@acme.example")
    assert line.state is WARN
    assert line.fix == f"Write the account id in place of the address: {clinic.jira.people['ana'].id}."


def test_contacts_that_no_mail_reaches(clinic):
    clinic.set_contacts(("kim@elsewhere.example", ("milestones",)), ("pat@client.example", ()))
    assert clinic.line("contacts", "kim@elsewhere.example").said == (
        "elsewhere.example is not among mail.allow_domains; no mail would reach it"
    )
    assert clinic.line("contacts", "pat@client.example").said == "receives nothing"


def test_news_nobody_receives(clinic):
    clinic.set_contacts(("kim@client.example", ("weekly",)))
    assert told(clinic.line("contacts", "milestones")) == (
        WARN,
        "stage Review would tell the client, and no contact receives milestones",
        "Add milestones to receives: of a contact of apollo.",
    )


def test_a_role_that_a_group_of_the_tracker_holds(clinic):
    clinic.set(roles={}, groups={"project-manager": ("Delivery Lead", "Nobody")})
    held = clinic.line("roles", "project-manager: Delivery Lead")
    assert (held.state, held.said) == (
        OK,
        f"is held by Dana Weiss ({clinic.jira.people['dana'].id}), Cy Okafor (cy@acme.example)",
    )
    missing = clinic.line("roles", "project-manager: Nobody")
    assert missing.state is FAIL
    assert "shows no project role Nobody" in missing.said
    assert missing.fix == "Correct the name under roles: of apollo, or let the bot's account see who is in it."
