"""Schemas as an editor has them, and files read as an editor reads them: by the core schema of YAML 1.2."""

import re
from typing import ClassVar

import pytest
import yaml
from jsonschema import Draft7Validator

from config.described import DOCUMENTS, schema_of
from config.named import Names


class EditorsYaml(yaml.CSafeLoader):
    """Reads plain `no`, `12:30` and dates as text, as YAML 1.2 has it."""

    yaml_implicit_resolvers: ClassVar[dict] = {}


for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    EditorsYaml.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def complaints_about(schema, text):
    """Return what a validator has against a file's text, with the place in it."""
    content = yaml.load(text, EditorsYaml)
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(content)]


@pytest.fixture(scope="session")
def complaints():
    """Tell what the plain schema of a kind of file has against a text."""
    plain = {kind: schema_of(kind) for kind in DOCUMENTS}
    return lambda kind, text: complaints_about(plain[kind], text)


@pytest.fixture(scope="session")
def names():
    """Names of a small installation."""
    return Names(
        fields=("Mitigation", "Probability"),
        statuses=("To Do", "In Review"),
        types=("Risk", "Story"),
        labels=("client-approved",),
        priorities=("High",),
        stages=("Work", "Review"),
        roles=("project-manager",),
        rules=("work-is-owned",),
        packs=("delivery",),
        sources=("acme-jira",),
    )


@pytest.fixture(scope="session")
def complaints_at_home(names):
    """Tell what the schema with an installation's names has against a text."""
    installed = {kind: schema_of(kind, names) for kind in DOCUMENTS}
    return lambda kind, text: complaints_about(installed[kind], text)
