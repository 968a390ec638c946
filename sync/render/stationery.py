"""What a letter is written on: phrases by language and the layout, the built-in ones or an installation's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sync.render.wording import Wording, wording_of

LAYOUTS = ("letter.txt", "letter.mjml")


@dataclass(frozen=True, slots=True)
class Stationery:
    """An installation's own wording: `phrases` to replace by language, and whole `layouts` by file name."""

    phrases: Mapping[str, Wording] = field(default_factory=lambda: MappingProxyType({}))
    layouts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def wording(self, language: str) -> Wording:
        """Return all phrases of a language."""
        return {**wording_of(language), **self.phrases.get(language, {})}

    def layout(self, name: str) -> str:
        """Return the source of a layout."""
        return self.layouts.get(name) or _built_in_layout(name)


BUILT_IN = Stationery()


@cache
def _built_in_layout(name: str) -> str:
    return files("sync.render").joinpath("templates", name).read_text(encoding="utf-8")
