"""Does works side by side in threads, and in one thread what belongs to that one, as a store does."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event, Lock
from typing import TypeVar

T = TypeVar("T")


class SideBySide:
    """Does works in threads. They hand to `ask` what the thread that began them has to do itself. Used once."""

    def __init__(self) -> None:
        self._asked: deque[Callable[[], None]] = deque()
        self._has_news = Event()
        self._is_over = Event()
        self._judging = Lock()

    def ask(self, call: Callable[[], T]) -> T:
        """Have a call made by the thread that began the works; return what it returns, raise what it raises."""
        answer: Future[T] = Future()
        self._asked.append(partial(_answer, answer, call))
        self._has_news.set()
        return answer.result()

    def do(self, works: Sequence[Callable[[], T]], at_once: int, is_enough: Callable[[T], bool]) -> list[T]:
        """Do works, so many at once, and return what came of those that were begun, in their order.

        No other is begun once one `is_enough`, asked in the order in which works end, or raises, or this thread is
        broken off; those under way are brought to their end before anything is raised.
        """
        begun: list[Future[T]] = []
        broken_off: BaseException | None = None
        with ThreadPoolExecutor(at_once) as pool:
            while True:
                try:
                    self._has_news.clear()
                    self._serve()
                    running = sum(not one.done() for one in begun)
                    if not self._is_over.is_set():
                        for work in works[len(begun) : len(begun) + at_once - running]:
                            begun.append(self._begin(pool, work, is_enough))
                            running += 1
                    if not running:
                        break
                    self._has_news.wait()
                except BaseException as error:  # noqa: BLE001 - it is raised when what is under way has ended
                    self._is_over.set()
                    self._has_news.set()
                    broken_off = broken_off or error
        if broken_off is not None:
            raise broken_off
        return [one.result() for one in begun]

    def _begin(self, pool: ThreadPoolExecutor, work: Callable[[], T], is_enough: Callable[[T], bool]) -> Future[T]:
        future = pool.submit(self._work, work, is_enough)
        future.add_done_callback(lambda _: self._has_news.set())
        return future

    def _work(self, work: Callable[[], T], is_enough: Callable[[T], bool]) -> T:
        try:
            result = work()
            with self._judging:
                if is_enough(result):
                    self._is_over.set()
        except BaseException:
            self._is_over.set()
            raise
        return result

    def _serve(self) -> None:
        """Make the calls that were asked for. One is taken off when it was made: a signal in between loses none."""
        while self._asked:
            self._asked[0]()
            self._asked.popleft()


def _answer(answer: Future[T], call: Callable[[], T]) -> None:
    """Make a call once. What breaks off this thread is raised in the one that asked, too."""
    if answer.done():
        return
    try:
        answer.set_result(call())
    except BaseException as error:
        answer.set_exception(error)
        if not isinstance(error, Exception):
            raise
