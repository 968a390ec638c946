"""The unit of systemd: that systemd understands it, how far it closes the service in, and that its words hold."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import PREFIX
from sync.cli.commands import MODULES
from sync.serve import LAST_WORK, TICK
from sync.service.pulse import SILENCE

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "packaging" / "stageward.service"
DROP_IN = ROOT / "packaging" / "secrets.conf"
MOST_EXPOSED = 1.5  # of 10, as systemd reckons

analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


def settings(file):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(file.read_text())
    return {key: value for section in parser.sections() for key, value in parser[section].items()}


def lines(file, key):
    return [line.partition("=")[2] for line in file.read_text().splitlines() if line.startswith(f"{key}=")]


@pytest.fixture
def installed(tmp_path):
    """The unit with its drop-in, as installed, with a command that exists on this machine."""
    folder = tmp_path / "system"
    (folder / "stageward.service.d").mkdir(parents=True)
    (folder / "stageward.service.d" / "secrets.conf").write_text(DROP_IN.read_text())
    text = UNIT.read_text().replace("/opt/stageward/bin/stageward", sys.executable)
    (folder / "stageward.service").write_text(text)
    return folder / "stageward.service"


def analyzed(*words):
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, timeout=60, check=False)


@analyze
def test_systemd_finds_nothing_to_say_about_it(installed):
    ran = analyzed("verify", str(installed))
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@analyze
def test_systemd_would_say_what_is_wrong(installed):
    installed.write_text(installed.read_text().replace("Type=notify", "Type=notifies"))
    assert "notifies" in analyzed("verify", str(installed)).stderr


@analyze
def test_it_is_closed_in(installed):
    ran = analyzed("security", "--offline=true", str(installed))
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", ran.stdout)
    assert exposure is not None, ran.stderr
    assert float(exposure[1]) <= MOST_EXPOSED


def test_its_command_is_one_of_ours_with_options_it_has():
    _, command, *options = settings(UNIT)["ExecStart"].split()
    assert command in MODULES
    assert options == ["--log", "json"]


def test_what_it_sets_is_what_is_read():
    told = dict(line.split("=", 1) for line in lines(UNIT, "Environment"))
    assert told.pop("PYTHONDONTWRITEBYTECODE") == "1"
    assert set(told) == {f"{PREFIX}CONFIG", f"{PREFIX}SECRETS_DIR"}
    assert told[f"{PREFIX}SECRETS_DIR"] == "%d"  # where systemd puts credentials


def test_each_secret_keeps_its_name_on_the_way_from_the_file():
    for credential in lines(DROP_IN, "LoadCredential"):
        name, _, path = credential.partition(":")
        assert name.startswith(PREFIX)
        assert path == f"/etc/stageward/secrets/{name}"


def test_the_watchdog_waits_longer_than_the_loop_may_be_silent():
    assert int(settings(UNIT)["WatchdogSec"]) / 2 >= SILENCE > 5 * TICK


def test_a_stop_has_the_time_it_takes():
    assert int(settings(UNIT)["TimeoutStopSec"]) > LAST_WORK + 10


def test_mistakes_in_the_configuration_are_not_started_again_and_again():
    assert settings(UNIT)["Restart"] == "on-failure"
    assert settings(UNIT)["RestartPreventExitStatus"] == "2"


def test_it_sees_which_start_of_the_system_a_lease_is_from():
    assert "ProcSubset" not in settings(UNIT)
