"""The parts a service is made of: a stop that waits for what is nearly done, threads, connectors kept open, the ping."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest

from config.values import SourceConfig
from connectors.hooks.ping import Ping
from connectors.pool import TrackerPool
from state.open import open_store
from sync.ports import Refused, Stopped, Unreachable
from sync.service.crew import Crew
from sync.service.stopping import Stop

UTC = ZoneInfo("UTC")
STUDIO = SourceConfig("studio", "clickup", team="1")


def test_nothing_is_stopped_before_it_is_asked():
    stop = Stop()
    stop.goes_on()
    stop.rest(0.001)
    assert not stop.is_asked


def test_after_that_whoever_asks_is_stopped():
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped):
        stop.goes_on()


def test_a_short_wait_ends_by_itself_and_a_long_one_is_broken_off():
    stop = Stop()
    stop.ask()
    stop.rest(0.01)
    with pytest.raises(Stopped):
        stop.rest(3600.0)


def test_a_wait_that_is_under_way_is_broken_off():
    stop, ended = Stop(), Event()

    def wait():
        with pytest.raises(Stopped):
            stop.rest(3600.0)
        ended.set()

    waiting = Thread(target=wait)
    waiting.start()
    stop.ask()
    waiting.join(20)
    assert ended.is_set()


@pytest.fixture
def crew(tmp_path):
    with Crew(lambda: open_store(f"sqlite:///{tmp_path / 's.db'}")) as working:
        yield working


def test_a_thread_keeps_its_store_open_from_one_job_to_the_next(crew):
    stores, done = [], Event()
    for _ in range(3):
        done.clear()
        crew.give(lambda at_hand: (stores.append(at_hand.store), done.set()))
        assert done.wait(20)
        while crew._idle == 0:
            pass  # it counts itself idle a moment later
    assert len({id(store) for store in stores}) == 1
    assert crew.end(20)


def test_as_many_jobs_as_there_are_run_at_once(crew):
    going, go = [Event() for _ in range(4)], Event()
    for one in going:
        crew.give(lambda _at_hand, one=one: (one.set(), go.wait(20)))
    assert [one.wait(20) for one in going] == [True] * 4
    assert not crew.end(0.01)
    go.set()


@pytest.fixture
def pool():
    lending = TrackerPool(lambda _seconds: None)
    yield lending
    lending.close()


def test_a_connector_is_lent_again_and_never_twice_at_a_time(pool):
    with pool.lend(STUDIO, "t", UTC) as first, pool.lend(STUDIO, "t", UTC) as second:
        assert first is not second
    with pool.lend(STUDIO, "t", UTC) as again:
        assert again in {first, second}


def test_another_token_is_another_connector_and_what_nobody_needs_is_closed(pool):
    closed = []
    with pool.lend(STUDIO, "old", UTC) as lent:
        lent.close = lambda: closed.append("lent")
        with pool.lend(STUDIO, "old", UTC) as idle:
            idle.close = lambda: closed.append("idle")
        pool.keep_only([(STUDIO, "new", UTC)])
        assert closed == ["idle"]
    assert closed == ["idle", "lent"]
    with pool.lend(STUDIO, "new", UTC) as other:
        assert other not in {lent, idle}


@pytest.fixture
def watcher():
    """Somebody who waits for pings: `answers` are the statuses still to come, then 200."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            self.send_response(server.answers.pop(0) if server.answers else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers = [], []
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ping_of(watcher):
    return Ping(f"http://127.0.0.1:{watcher.server_port}/a-key-of-theirs", pause=0.0)


def test_a_ping_asks_once_and_again_where_it_is_not_answered(watcher):
    ping_of(watcher)()
    watcher.answers = [503, 500]
    ping_of(watcher)()
    assert watcher.asked == ["/a-key-of-theirs"] * 4


def test_a_ping_that_does_not_arrive_names_the_host_and_not_the_key(watcher):
    watcher.answers = [404]
    with pytest.raises(Refused) as refused:
        ping_of(watcher)()
    watcher.answers = [500] * 3
    with pytest.raises(Unreachable) as down:
        ping_of(watcher)()
    with pytest.raises(Unreachable) as gone:
        Ping("http://127.0.0.1:9/a-key-of-theirs", pause=0.0)()
    told = [repr(one.value) for one in (refused, down, gone)]
    assert ["127.0.0.1" in one and "a-key-of-theirs" not in one for one in told] == [True] * 3
