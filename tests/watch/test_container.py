"""The container's files, read with care: no image can be built where tests run."""

import re
import shlex
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
import yaml

from config.settings import PREFIX, Settings
from run import cli

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"[a-z0-9-]+:\d[\w.-]+")  # a name without a host, and a version
ROOMS = ("connectors", "rules", "sync", "state", "config")


def instructions():
    """Return the Dockerfile as its instructions, lines that go on put together."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def of(word):
    return [rest for name, rest in instructions() if name == word]


def last_stage():
    found = instructions()
    begins = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[begins:]


COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def test_every_instruction_is_one_of_docker():
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL"}
    assert {name for name, _ in instructions()} <= known | {"HEALTHCHECK", "ENTRYPOINT", "CMD"}


@pytest.mark.parametrize("image", [rest.partition(" ")[0] for rest in of("FROM")])
def test_images_have_a_version_and_no_host(image):
    assert PINNED.fullmatch(image)


@pytest.mark.parametrize("line", [rest for rest in of("COPY") if not rest.startswith("--from")])
def test_what_is_copied_is_there_and_reaches_the_builder(line):
    *sources, _ = shlex.split(line)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not left_out(source.rstrip("/")), source


def left_out(path):
    """Tell whether .dockerignore keeps a path from the builder: the last line that fits decides."""
    decided = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").removeprefix("**/")
            if fnmatch(path, pattern) or path.startswith(f"{pattern}/") or fnmatch(Path(path).name, pattern):
                decided = not line.startswith("!")
    return decided


@pytest.mark.parametrize("path", [".git", "tests", "stageward.db", "state/x.db", "config/secrets", ".venv", "secrets"])
def test_what_is_no_part_of_the_program_does_not_reach_the_builder(path):
    assert left_out(path)


def test_all_rooms_are_copied():
    copied = " ".join(of("COPY")).split()
    assert {f"{room}/" for room in ROOMS} <= set(copied)


def test_what_is_installed_was_held_against_its_hashes():
    steps = [
        step.strip() for line in of("RUN") for step in line.split("&&") if " pip " in f" {step.replace('/', ' ')} "
    ]
    fetching = [step for step in steps if "--no-index" not in step]
    assert len(fetching) == 1
    assert "--require-hashes" in fetching[0]
    assert "constraints.txt" in fetching[0]


def test_it_runs_as_nobody_in_particular():
    (user,) = [rest for name, rest in last_stage() if name == "USER"]
    number, _, group = user.partition(":")
    assert int(number) >= 10_000
    assert int(group) >= 10_000


def test_state_is_kept_outside_of_the_image():
    assert ("VOLUME", "/data") in last_stage()
    assert ("WORKDIR", "/data") in last_stage()


def test_what_it_sets_is_what_is_read():
    (environment,) = of("ENV")
    told = dict(word.split("=", 1) for word in shlex.split(environment))
    own = {name for name in told if name.startswith(PREFIX)}
    assert own <= {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}


def commands_typed():
    """Return every line of ours that a container begins with, as words."""
    (entrypoint,), (command,), (health,) = of("ENTRYPOINT"), of("CMD"), of("HEALTHCHECK")
    yield yaml.safe_load(entrypoint) + yaml.safe_load(command)
    yield yaml.safe_load(health.partition("CMD ")[2])
    yield from (yaml.safe_load(entrypoint) + service["command"] for service in OURS.values())


@pytest.mark.parametrize("words", [*commands_typed()], ids=" ".join)
def test_every_command_is_one_of_ours_with_options_it_has(words):
    program, name, *rest = words
    assert program == "stageward"
    command = cli.get_command(click.Context(cli), name)
    command.make_context(name, list(rest))


def test_compose_names_images_with_versions_and_no_host():
    assert all(PINNED.fullmatch(service["image"]) for service in SERVICES.values())


@pytest.mark.parametrize("name", [*OURS])
def test_a_container_of_ours_can_do_nothing_it_needs_not(name):
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert all(volume.endswith(":ro") or volume == "data:/data" for volume in service["volumes"])


def test_what_is_published_is_this_machines_alone():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_secrets_are_files_by_the_names_that_are_read():
    for name, told in COMPOSE["secrets"].items():
        assert name.startswith(PREFIX)
        assert told == {"file": f"./secrets/{name}"}
    asked = {name for service in SERVICES.values() for name in service["secrets"]}
    assert asked == set(COMPOSE["secrets"])
    assert not [key for service in OURS.values() for key in service.get("environment", {})]


def test_workers_can_be_scaled():
    assert "--workers" in SERVICES["worker"]["command"]
    assert "ports" not in SERVICES["worker"]
    assert "container_name" not in SERVICES["worker"]


def test_volumes_and_what_is_waited_for_exist():
    named = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert {name for name in named if not name.startswith(".")} == set(COMPOSE["volumes"])
    for service in OURS.values():
        for other, told in service["depends_on"].items():
            assert told == {"condition": "service_healthy"}
            assert SERVICES[other]["healthcheck"]["test"]
