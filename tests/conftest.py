"""Settings all tests share: Hypothesis profiles and the folder of the team's own material."""

import gc
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres.server import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "quick"))

gc.set_threshold(50_000, 50, 100)  # with Python's own a third of the time goes into looking for cycles among what stays

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The team's material beside a checkout; a plain clone has none, and what needs it is skipped."""
    folder = ROOT.parent / "shared"
    if not (folder / "conformance" / "check.py").is_file():
        pytest.skip("needs ../shared (the team's own material), which a plain clone does not have")
    return folder


@pytest.fixture(scope="session", autouse=True)
def recordings() -> Iterator[Path]:
    """The folder in which every sandbox of this run writes its traffic down, whichever process it is in.

    `SANDBOX_TRAFFIC_DIR` may name one to keep; tests/conformance judges what is in it.
    """
    with TemporaryDirectory() as passing, pytest.MonkeyPatch.context() as patch:
        folder = Path(os.environ.get("SANDBOX_TRAFFIC_DIR", passing)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        patch.setenv("SANDBOX_TRAFFIC_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def files_read_once() -> Iterator[None]:
    """Take a file of the configuration apart once, however many tests read the same bytes."""
    from config import load

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read", lru_cache(load.read))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate-samples", action="store_true", help="write the tickets beside the samples anew")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with lasting tests: one that is left over at the end would leave every other processor idle."""
    items.sort(key=lambda item: item.get_closest_marker("lasting") is None)


@pytest.fixture
def regenerates_samples(request: pytest.FixtureRequest) -> bool:
    """Whether the tickets beside recorded samples are to be written anew."""
    return bool(request.config.getoption("--regenerate-samples"))
