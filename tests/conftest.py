"""Settings all tests share: Hypothesis profiles and the folder of the team's own material."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "quick"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The team's material beside a checkout; a plain clone has none, and what needs it is skipped."""
    folder = ROOT.parent / "shared"
    if not (folder / "conformance" / "check.py").is_file():
        pytest.skip("needs ../shared (the team's own material), which a plain clone does not have")
    return folder
