"""A running sandbox and plain HTTP clients for its two trackers."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from connectors.sandbox import Sandbox


@dataclass
class Client:
    """requests, with the address and the credentials filled in."""

    root: str
    session: requests.Session

    def get(self, path, **more):
        return self.session.get(self.root + path, timeout=10, **more)

    def post(self, path, json=None, **more):
        return self.session.post(self.root + path, json=json, timeout=10, **more)

    def put(self, path, json=None, **more):
        return self.session.put(self.root + path, json=json, timeout=10, **more)

    def delete(self, path, **more):
        return self.session.delete(self.root + path, timeout=10, **more)


@pytest.fixture
def sandbox(tmp_path) -> Iterator[Sandbox]:
    with Sandbox(traffic=tmp_path / "traffic.jsonl") as running:
        yield running


@pytest.fixture
def jira(sandbox) -> Iterator[Client]:
    with requests.Session() as session:
        session.auth = (sandbox.jira.user, sandbox.jira.token)
        yield Client(f"{sandbox.jira.url}/rest/api/3", session)


@pytest.fixture
def datacenter(sandbox) -> Iterator[Client]:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {sandbox.datacenter.token}"
        yield Client(f"{sandbox.datacenter.url}/rest/api/2", session)


@pytest.fixture
def clickup(sandbox) -> Iterator[Client]:
    with requests.Session() as session:
        session.headers["Authorization"] = sandbox.clickup.token
        yield Client(f"{sandbox.clickup.url}/api/v2", session)
