"""When a changed configuration is read again: once it was left alone for a moment, and says something else. Pure."""

from collections.abc import Callable


class FilesSeen:
    """Remembers what a configuration looked like; `look` is cheap, `content` is the fingerprint of all it says."""

    def __init__(self, look: object, content: str) -> None:
        self._look = look
        self._content = content
        self._before: object = look

    def is_news(self, look: object, content: Callable[[], str]) -> bool:
        """Tell whether to read it again, given what it looks like now: not while it still changes between two looks,
        and not where files were touched and say the same."""
        settled, self._before = look == self._before, look
        if look == self._look or not settled:
            return False
        self._look, before = look, self._content
        self._content = content()
        return self._content != before
