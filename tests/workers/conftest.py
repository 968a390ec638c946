"""Stores that processes share: a PostgreSQL database, and a file."""

import pytest

from state.open import open_store


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request, tmp_path):
    """The URL of a store whose tables are made."""
    on_disk = f"sqlite:///{tmp_path / 'stageward.db'}"
    url = on_disk if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    open_store(url).close()
    return url
