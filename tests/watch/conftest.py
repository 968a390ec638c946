"""A service that is watched: its log as lines, its metrics as a scrape would read them."""

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest

from state.looking import VitalsAt
from state.open import open_store
from sync.service.logs import LogForm, open_logs
from sync.service.metrics import Metrics
from sync.service.notify import Notifier
from sync.service.pulse import Pulse
from sync.service.redaction import Redactor
from sync.service.watching import Watching

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)


@dataclass
class Time:
    """A clock that goes when it is told to."""

    at: datetime = MORNING

    def now(self):
        return self.at

    def monotonic(self):
        return (self.at - MORNING).total_seconds()

    def passes(self, **span):
        self.at += timedelta(**span)


@dataclass
class Service:
    """What is watched, and what can be seen of it."""

    time: Time
    url: str
    stream: io.StringIO
    pulse: Pulse
    metrics: Metrics
    watch: Watching
    logger: object
    store: VitalsAt = field(init=False)

    def __post_init__(self):
        self.store = VitalsAt(self.url)

    @property
    def lines(self):
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def events(self, *names):
        return [line for line in self.lines if line["event"] in names]

    @property
    def scraped(self):
        """Every sample as `name{labels}`, as a server of Prometheus reads it."""
        lines = generate_latest(self.metrics.registry).decode().splitlines()
        samples = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {name: float(value) for name, _, value in samples}


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def store_url(tmp_path):
    url = f"sqlite:///{tmp_path / 'stageward.db'}"
    open_store(url).close()
    return url


@pytest.fixture
def level():
    return "info"


@pytest.fixture
def notifier():
    return Notifier()


@pytest.fixture
def service(time, store_url, level, notifier):
    stream, pulse = io.StringIO(), Pulse(time, time.monotonic)
    metrics = Metrics("1.2.3", pulse, VitalsAt(store_url))
    with open_logs(Redactor(["s3cr3t-token"]), LogForm.JSON, level, stream) as logger:
        watch = Watching(logger, metrics, pulse, notifier, time.monotonic)
        yield Service(time, store_url, stream, pulse, metrics, watch, logger)
