"""Secrets come from the environment or from files, are asked for by name, and never show."""

import pytest

from config.settings import MissingSecret, Settings, UnreadableSecret
from config.sources import token_variable


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    import os

    for name in list(os.environ):
        if name.startswith("STAGEWARD_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("source", "variable"),
    [
        ("acme-jira", "STAGEWARD_TOKEN_ACME_JIRA"),
        ("Studio 2", "STAGEWARD_TOKEN_STUDIO_2"),
        ("müller", "STAGEWARD_TOKEN_M_LLER"),
    ],
)
def test_a_source_s_variable_is_its_name_in_capitals(source, variable):
    assert token_variable(source) == variable


def test_without_anything_set_there_are_defaults_and_no_secrets():
    settings = Settings()

    assert settings.config.as_posix() == "config/stageward.yaml"
    assert (settings.state_url, settings.smtp_user, settings.smtp_password) == (None, None, None)


def test_a_missing_token_is_an_error_that_names_the_variable():
    with pytest.raises(MissingSecret, match="STAGEWARD_TOKEN_ACME_JIRA is not set"):
        Settings().token("acme-jira")


def test_the_variable_wins_over_the_named_file_and_that_over_the_folder(monkeypatch, tmp_path):
    (tmp_path / "STAGEWARD_TOKEN_A").write_text("from folder\n")
    (tmp_path / "elsewhere").write_text("from file\n")
    monkeypatch.setenv("STAGEWARD_SECRETS_DIR", str(tmp_path))
    assert Settings().token("a").get_secret_value() == "from folder"

    monkeypatch.setenv("STAGEWARD_TOKEN_A_FILE", str(tmp_path / "elsewhere"))
    assert Settings().token("a").get_secret_value() == "from file"

    monkeypatch.setenv("STAGEWARD_TOKEN_A", "from variable")
    assert Settings().token("a").get_secret_value() == "from variable"


def test_smtp_secrets_may_stand_in_files_too(monkeypatch, tmp_path):
    (tmp_path / "STAGEWARD_SMTP_PASSWORD").write_text("hunter2")
    monkeypatch.setenv("STAGEWARD_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("STAGEWARD_SMTP_USER", "bot")

    settings = Settings()

    assert settings.smtp_user.get_secret_value() == "bot"
    assert settings.smtp_password.get_secret_value() == "hunter2"


def test_a_file_that_cannot_be_read_is_an_error_that_names_the_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("STAGEWARD_TOKEN_A_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(UnreadableSecret, match="the file for STAGEWARD_TOKEN_A cannot be read: No such file"):
        Settings().token("a")


def test_an_empty_secret_is_a_missing_one(monkeypatch):
    monkeypatch.setenv("STAGEWARD_TOKEN_A", "  ")

    with pytest.raises(MissingSecret):
        Settings().token("a")


def test_no_secret_shows_in_text(monkeypatch):
    monkeypatch.setenv("STAGEWARD_SMTP_PASSWORD", "hunter2")
    monkeypatch.setenv("STAGEWARD_TOKEN_A", "hunter2")

    settings = Settings()

    assert "hunter2" not in f"{settings!r} {settings} {settings.token('a')!r}"


@pytest.mark.parametrize(
    ("environment", "configured", "used"),
    [
        ({}, "sqlite:////srv/a.db", "sqlite:////srv/a.db"),
        ({"STAGEWARD_STATE_URL": "postgresql://x"}, "sqlite:////srv/a.db", "postgresql://x"),
        ({"STAGEWARD_STATE_PASSWORD": "p@ss"}, "postgresql://bot@127.0.0.1:5432/db", "postgresql://bot:p%40ss@127.0.0.1:5432/db"),
        ({"STAGEWARD_STATE_PASSWORD": "p"}, "sqlite:////srv/a.db", "sqlite:////srv/a.db"),
    ],
)  # fmt: skip
def test_the_state_s_password_comes_from_outside(environment, configured, used, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Settings().state_url_for(configured).get_secret_value() == used
