"""Orders and onboarding sheets, and the configuration they become a part of."""

import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile

from config.adding import KEY, with_item
from config.load import load
from config.sheets import Installed, read_sheet
from config.told import checked
from config.values import Installation
from sync.checked import Checked
from sync.neighbours.onboarding import NotAdded, Order, block_of
from sync.render.terminal import Ink

MARK = b"\xef\xbb\xbf"  # which some editors put before a text


@dataclass(frozen=True)
class Addition:
    """A configuration file as it is, and as it shall be, both as they stand on disk."""

    path: Path
    old: bytes
    new: bytes
    ink: Ink | None = None

    @property
    def file(self) -> str:
        return self.path.name

    @property
    def before(self) -> str:
        return self.old.decode("utf-8-sig")

    @property
    def after(self) -> str:
        return self.new.decode("utf-8-sig")

    @cached_property
    def checked(self) -> Checked:
        """What a look over the whole configuration finds, were the file so."""
        found = load(self.path, instead=self.new)
        return checked(found.mistakes, found.warnings, found.texts, self.ink)

    def put_in_place(self) -> None:
        """Write the new content beside the file and let it take the file's place. Raises NotAdded where the file is
        not any more as it was read, OSError where it cannot be written."""
        target = self.path.resolve()
        with NamedTemporaryFile("wb", dir=target.parent, prefix=f".{target.name}.", delete=False) as beside:
            temporary = Path(beside.name)
            try:
                beside.write(self.new)
                beside.flush()
                os.fsync(beside.fileno())
                shutil.copymode(target, temporary)
                if target.read_bytes() != self.old:
                    raise NotAdded(f"{self.file} was changed meanwhile, so it is left as it is; run this again")
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class InstalledSheets:
    """Reads sheets for one installation, whose configuration must be sound."""

    path: Path
    installation: Installation
    ink: Ink | None = None

    def order(self, sheet: Path) -> Order | Checked:
        """Read a sheet; where it holds mistakes, return all of them. Raises OSError where it cannot be read."""
        known = self.installation
        installed = Installed(
            engagements=tuple(one.name for one in known.engagements),
            sources=tuple(one.name for one in known.sources),
            packs=tuple(one.name for one in known.packs),
        )
        found = read_sheet(sheet, installed)
        return found.order or checked(found.mistakes, (), found.texts, self.ink)

    def addition(self, order: Order) -> Addition:
        """Add an order to the configuration; nothing is written. Raises NotAdded where there is no place for it."""
        old = self.path.read_bytes()
        mark = MARK if old.startswith(MARK) else b""
        after = with_item(old.removeprefix(mark).decode(), lambda indent, newline: block_of(order, indent, newline))
        if after is None:
            told = f'"{KEY}" of {self.path.name} is not written as lines that begin with "-"'
            raise NotAdded(f"{told}; write it so, then an engagement can be added")
        return Addition(self.path, old, mark + after.encode(), self.ink)
