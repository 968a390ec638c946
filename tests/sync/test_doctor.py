"""What a doctor says of a whole installation, of its sources, its mail server and its store."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.sandbox.front import Fault
from connectors.sandbox.mailbox import Mailbox
from connectors.smtp.examine import SmtpExaminer
from sync.checkup.checks import State
from sync.engagement import MailMode, Scope, ScopeKind
from sync.examination import MailServer
from sync.render.doctor import doctor_lines
from sync.render.terminal import Ink

GOLDEN = Path(__file__).parent / "golden" / "doctor_healthy.txt"
OK, WARN, FAIL = State.OK, State.WARN, State.FAIL


def told(check):
    return check.state, check.said, check.fix


def test_a_healthy_installation_is_told_line_by_line(clinic, tmp_path):
    report = clinic.look()
    shown = "\n".join(doctor_lines(report, Ink(width=1000))) + "\n"
    masked = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", shown.replace(str(tmp_path), "FOLDER"))
    masked = re.sub(r"version .*", "version NEWEST", re.sub(r"[\d,]+ of 10,000", "MANY of 10,000", masked))
    assert masked == GOLDEN.read_text(encoding="utf-8")
    assert report.exit_code == 0


def test_nothing_is_written_anywhere_and_every_request_is_as_officially_described(clinic, shared, tmp_path):
    clinic.set(scope=Scope(ScopeKind.JQL, "project = APO ORDER BY created"))
    clinic.look()
    assert [*clinic.jira.log.writes(), *clinic.clickup.log.writes()] == []
    assert clinic.sandbox.mailbox.messages == ()
    checker = shared / "conformance" / "check.py"
    checked = subprocess.run(
        [sys.executable, checker, tmp_path / "traffic.jsonl"], capture_output=True, text=True, check=False
    )
    assert " 0 violations" in checked.stdout


def test_a_wrong_token_stops_only_its_source(clinic):
    clinic.give_token("acme-jira", "wrong-canary")
    report = clinic.look()
    first = next(one for one in report.checks if one.source == "acme-jira")
    assert (first.name, first.state) == ("connection", FAIL)
    assert first.said.startswith("does not accept the bot for the bot's own account")
    assert first.fix == "Give the bot a token that is good for this, and look which account it belongs to."
    (scope,) = (one for one in report.checks if one.engagement == "apollo" and one.area == "scope")
    assert told(scope) == (WARN, "could not be looked at", "Mend source acme-jira first, then run doctor again.")
    assert {one.state for one in report.checks if one.engagement == "lumen"} == {OK}
    assert "canary" not in str(report)
    assert report.exit_code == 1


def test_a_source_that_is_down_is_told_and_ends_with_75(clinic):
    clinic.jira.faults.add(Fault(times=None, status=503))
    (line,) = (one for one in clinic.look().checks if one.source == "acme-jira" and one.area == "source")
    assert (line.state, line.said) == (FAIL, "cannot be reached: it answered with status 503")
    assert clinic.look().exit_code == 75


def test_a_login_page_in_front_of_a_tracker_is_recognised(clinic):
    clinic.clickup.faults.add(Fault(times=None, status=200, body="<html>Sign in</html>"))
    (line,) = (one for one in clinic.look().checks if one.source == "studio" and one.area == "source")
    assert line.said.endswith("something that is not its API: a web page came instead of data")
    assert line.fix.startswith("Check the url")


def test_one_part_that_fails_does_not_keep_others_from_being_looked_at(clinic):
    healthy = {(one.area, one.name) for one in clinic.look().checks if one.area != "fields"}
    clinic.jira.faults.add(Fault(times=None, path_contains="/field", status=403, body='{"errorMessages":["No"]}'))
    report = clinic.look()
    assert [(one.area, one.name) for one in report.checks if one.state is FAIL] == [("fields", "all")]
    assert {(one.area, one.name) for one in report.checks if one.area != "fields"} == healthy


@pytest.mark.parametrize(
    ("seconds", "state", "said"),
    [
        (10, OK, "agrees with this machine's"),
        (100, WARN, "is 1?\\d\\d s ahead of this machine's"),
        (-3600, FAIL, "is 60 min behind this machine's, so that changes would be missed"),
    ],
)
def test_the_trackers_clock_is_compared_with_ours(clinic, seconds, state, said):
    clinic.jira.set_skew(seconds)
    (line,) = (one for one in clinic.look().checks if (one.source, one.name) == ("acme-jira", "clock"))
    assert line.state is state
    assert re.fullmatch(said, line.said)


def test_little_room_under_a_rate_limit_is_a_warning(clinic):
    clinic.clickup.switches.rate_limit = 15
    (line,) = (one for one in clinic.look().checks if (one.source, one.name) == ("studio", "rate limit"))
    assert line.state is WARN
    assert re.fullmatch(r"[0-2] of 15 requests are left", line.said)


def test_an_account_of_the_team_should_not_be_the_bots(clinic):
    clinic.set(roles={"project-manager": ("bot@acme.example",)})
    line = next(one for one in clinic.look().checks if (one.source, one.name) == ("acme-jira", "identity"))
    assert line.state is WARN
    assert "who is project-manager of apollo" in line.said
    assert line.fix == "Make an account for the bot alone, and give it a token of its own."


def test_a_workspace_the_token_is_not_good_for_is_told_with_those_it_is(clinic):
    clinic.clickup.workspace.id = "9999"
    (line,) = (one for one in clinic.look().checks if one.source == "studio" and one.area == "source")
    assert line.said == "refused workspace 9001: the token is good for: 9999 (Studio)"


def test_a_mail_server_that_is_down_ends_with_75(clinic):
    gone = Mailbox()
    gone.start()
    gone.stop()
    examiner = SmtpExaminer(gone.host, gone.port, wait=lambda _seconds: None)
    clinic.patient = replace(clinic.patient, mail_server=MailServer(gone.host, gone.port, False, False, examiner))
    line = clinic.line("mail", "server")
    assert line.state is FAIL
    assert line.said.startswith("cannot be reached: ")
    assert clinic.look().exit_code == 75


def test_a_mail_server_without_starttls_where_it_is_wanted(clinic):
    box = clinic.sandbox.mailbox
    examiner = SmtpExaminer(box.host, box.port, starttls=True)
    clinic.patient = replace(clinic.patient, mail_server=MailServer(box.host, box.port, True, False, examiner))
    line = clinic.line("mail", "server")
    assert (line.state, line.fix.startswith("Use a server or port that offers STARTTLS")) == (FAIL, True)


def test_a_login_the_mail_server_does_not_take(clinic):
    box = clinic.sandbox.mailbox
    examiner = SmtpExaminer(box.host, box.port, user="bot", password="canary")
    clinic.patient = replace(clinic.patient, mail_server=MailServer(box.host, box.port, False, True, examiner))
    line = clinic.line("mail", "login")
    assert (line.state, line.said) == (FAIL, "the server takes none, or only after STARTTLS")
    assert "canary" not in str(clinic.look())


def test_a_sender_the_mail_server_refuses(clinic):
    clinic.sandbox.mailbox.refuse_sender("delivery@acme.example")
    assert told(clinic.line("mail", "sender")) == (
        FAIL,
        "delivery@acme.example is refused: 553 5.7.1 Sender address rejected",
        "Write an address under mail: from: that this server lets the bot use.",
    )
    assert clinic.line("mail", "login").state is OK


def test_mail_that_is_off_asks_no_server(clinic):
    clinic.patient = replace(clinic.patient, mail=replace(clinic.patient.mail, mode=MailMode.OFF))
    assert clinic.line("mail", "server").said == "mail is off"
    assert clinic.line("contacts", "contacts").said == "mail is off; nobody is written to"


def test_a_store_that_is_no_store(clinic, tmp_path):
    (tmp_path / "stageward.db").write_text("a letter, not a database, long enough to be read as one" * 9)
    line = clinic.line("state", "store")
    assert line.state is FAIL
    assert "it is not a SQLite database" in line.said


def test_an_app_is_named_as_one(clinic):
    accounts = clinic.jira.site.accounts
    accounts[0] = replace(accounts[0], kind="app")
    line = next(one for one in clinic.look().checks if (one.source, one.name) == ("acme-jira", "identity"))
    assert line.said.endswith("an app's account")
