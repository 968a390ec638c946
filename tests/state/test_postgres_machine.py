"""The machine that does whatever it likes to a store does it to PostgreSQL, too."""

import pytest
from hypothesis import settings

from tests.state.test_store_machine import StoreMachine


class PostgresMachine(StoreMachine):
    server = None
    like = None

    def begin(self):
        self.url = self.server.fresh(like=self.like)

    def end(self):
        self.server.drop(self.url)


# Fewer than in a file: each goes to another process a thousand times.
PostgresMachine.TestCase.settings = settings(max_examples=10, stateful_step_count=25)


class TestPostgresMachine(PostgresMachine.TestCase):
    @pytest.fixture(autouse=True)
    def _serve(self, postgres_server, postgres_with_tables):
        PostgresMachine.server, PostgresMachine.like = postgres_server, postgres_with_tables
