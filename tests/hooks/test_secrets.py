"""The secrets of webhooks, of the board and of bills: where they are looked for, and who misses them."""

import pytest

from config.load import load
from config.settings import Settings, WeakSecret
from config.sources import webhook_variable

START = """\
version: 1
sources: [{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}]
engagements:
  - {name: apollo, source: acme-jira, scope: {project: APO}, packs: [delivery], client: {name: Apollo}%s}
"""
PACK = """\
pack: delivery
stages: [{stage: Work}]
rules: []
"""
VARIABLE = "STAGEWARD_WEBHOOK_SECRET_ACME_JIRA"
ONE, TWO = "sixteen signs, say", "and another sixteen"
SPELLED = f"{ONE.replace(' ', '_')} {TWO.replace(' ', '_')}"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in (VARIABLE, "STAGEWARD_SECRET_KEY", "STAGEWARD_BOARD_PASSWORD_HASH", "STAGEWARD_SECRETS_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def configured(tmp_path):
    def write(more="", billing=""):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / "delivery.yaml").write_text(PACK)
        (tmp_path / "stageward.yaml").write_text(START % billing + more)
        return load(tmp_path / "stageward.yaml")

    return write


def test_a_secret_is_found_under_the_name_of_its_source(monkeypatch):
    assert webhook_variable("acme-jira") == VARIABLE
    assert Settings().webhook_secrets("acme-jira") == ()
    monkeypatch.setenv(VARIABLE, "a-secret-of-the-site")
    assert Settings().webhook_secrets("acme-jira") == ("a-secret-of-the-site",)
    assert "a-secret" not in repr(Settings())


@pytest.mark.parametrize("between", [" ", "\n", "  \n "])
def test_it_may_stand_in_a_file_and_be_two(monkeypatch, tmp_path, between):
    old, new = SPELLED.split()
    (tmp_path / VARIABLE).write_text(f"{old}{between}{new}\n")
    assert Settings(secrets_dir=tmp_path).webhook_secrets("acme-jira") == (old, new)
    monkeypatch.setenv(f"{VARIABLE}_FILE", str(tmp_path / VARIABLE))
    assert Settings().webhook_secrets("acme-jira") == (old, new)


def test_one_that_others_could_guess_is_refused(monkeypatch):
    monkeypatch.setenv(VARIABLE, f"{SPELLED} short")
    with pytest.raises(WeakSecret, match=f"{VARIABLE} is too short"):
        Settings().webhook_secrets("acme-jira")


def test_a_secret_without_a_board_that_listens_is_warned_of_at_its_source(configured, monkeypatch):
    monkeypatch.setenv(VARIABLE, SPELLED)
    [warning] = configured("board: {url: https://board.example}\n").warnings
    assert (warning.file, warning.line) == ("stageward.yaml", 2)
    assert warning.message == (
        f'{VARIABLE} is set, and no webhook of "acme-jira" can come in: set board: listen, or take the secret away'
    )
    assert SPELLED not in str(warning)


def test_with_a_board_or_without_a_secret_there_is_nothing_to_warn_of(configured, monkeypatch):
    assert configured().warnings == ()
    monkeypatch.setenv(VARIABLE, SPELLED)
    assert configured("board: {listen: 127.0.0.1:8080}\n").warnings == ()


def test_a_secret_in_the_folder_counts_too(configured, monkeypatch, tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / VARIABLE).write_text(SPELLED)
    monkeypatch.setenv("STAGEWARD_SECRETS_DIR", str(tmp_path / "secrets"))
    assert len(configured().warnings) == 1


def needed(found):
    return {one.variable for one in Settings().secrets_for(found.installation, ()) if one.is_needed}


BEHIND_A_PROXY = "board: {listen: 127.0.0.1:80, proxies: [10.0.0.5], user_header: X-User}\n"
BILLED = ", billing: {when: Work, webhook: https://bills.example}"


@pytest.mark.parametrize(
    ("more", "variables"),
    [
        ("", set()),
        ("board: {listen: 127.0.0.1:8080}\n", set()),
        (BEHIND_A_PROXY, {"STAGEWARD_SECRET_KEY"}),
    ],
)
def test_a_doctor_hears_what_the_board_needs(configured, more, variables):
    assert needed(configured(more)) == variables


def test_a_password_of_the_board_needs_the_key(configured, monkeypatch):
    monkeypatch.setenv("STAGEWARD_BOARD_PASSWORD_HASH", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA")
    found = configured("board: {listen: 0.0.0.0:8080}\n")
    assert needed(found) == {"STAGEWARD_SECRET_KEY", "STAGEWARD_BOARD_PASSWORD_HASH"}


def test_a_doctor_hears_what_bills_need_that_are_sent(configured):
    assert needed(configured(billing=BILLED)) == {"STAGEWARD_BILLING_SECRET"}
    assert needed(configured(billing=", billing: {when: Work}")) == set()


def test_every_secret_is_told_once(configured):
    told = [one.variable for one in Settings().secrets_for(configured().installation, ["acme-jira"])]
    assert len(told) == len(set(told))
    assert told[0] == "STAGEWARD_TOKEN_ACME_JIRA"
