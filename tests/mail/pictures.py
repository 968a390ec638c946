"""Makes the pictures of `docs/mail.md` and `docs/team-mail.md` anew; run by a person, after the layout or the wording changed.

    .venv/bin/python -m tests.mail.pictures [KIND …]

Every kind is drawn by Chromium at the width of a phone and of a desktop, light beside dark. Colours are thinned out:
a picture is for looking, and the repository stays small.
"""

import struct
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from sync.render.letters import render
from sync.render.samples import SAMPLES
from tests.mail.to_the_team import MAILS

ROOT = Path(__file__).parents[2]
SHOWN = (
    "milestone", "delivery", "delay", "delay-recovered", "weekly", "scope-change",
    "client-warning", "formal-escalation", "survey", "digest",
)  # fmt: skip
WIDTHS = {"phone": 390, "desktop": 900}
LIGHT, DARK = 1, 0  # what Chromium calls them
TALLEST = 1900  # pixels; below that, more of the same follows
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Rows = list[bytes]  # of a picture, three bytes a pixel


def main(kinds: list[str]) -> None:
    """Draw these kinds, or all that are shown."""
    with TemporaryDirectory() as folder:
        for kind in kinds or (*SHOWN, *MAILS):
            page = Path(folder) / "mail.html"
            rendered = MAILS[kind]() if kind in MAILS else render(SAMPLES[kind])
            page.write_text(rendered.html, encoding="utf-8")
            for name, width in WIDTHS.items():
                light, dark = (_trimmed(_drawn(page, width, scheme)) for scheme in (LIGHT, DARK))
                both = [left + right for left, right in zip(light, dark, strict=False)]
                (ROOT / "docs" / "pictures" / f"mail-{kind}-{name}.png").write_bytes(_png(both))


def _drawn(page: Path, width: int, scheme: int) -> Rows:
    picture = page.parent / "mail.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--user-data-dir={page.parent}/chromium", f"--window-size={width},{TALLEST}"]
    command += [f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    return _rows(picture.read_bytes())


def _trimmed(rows: Rows) -> Rows:
    """Drop what is empty below the mail."""
    last = max((place for place, row in enumerate(rows) if row != rows[-1]), default=0)
    return rows[: last + 24]


def _rows(png: bytes) -> Rows:
    """Read a PNG of eight bits a colour, without transparency or interlacing."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    if (depth, kind) != (8, 2):
        raise ValueError(f"Chromium drew a PNG of another form: {depth} bits, kind {kind}")
    data = zlib.decompress(b"".join(body for name, body in _chunks(png) if name == b"IDAT"))
    stride, before, rows = width * 3, bytes(width * 3), []
    for at in range(0, height * (stride + 1), stride + 1):
        before = _unfiltered(data[at], bytearray(data[at + 1 : at + 1 + stride]), before)
        rows.append(before)
    return rows


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], len(SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + size]))
        at += size + 12
    return found


def _unfiltered(kind: int, row: bytearray, above: bytes) -> bytes:
    """Undo the filter of a row (PNG 1.2, 6)."""
    for at in range(len(row) if kind else 0):
        left, up, corner = (row[at - 3], above[at], above[at - 3]) if at >= 3 else (0, above[at], 0)
        row[at] = (row[at] + (left, up, (left + up) // 2, _nearest(left, up, corner))[kind - 1]) & 255
    return bytes(row)


def _nearest(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((abs(guess - one), place, one) for place, one in enumerate((left, up, corner)))[2]


def _png(rows: Rows) -> bytes:
    """Write a picture in its 96 most frequent colours; every other colour becomes the nearest of them."""
    pixels = [[row[at : at + 3] for at in range(0, len(row), 3)] for row in rows]
    seen = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in seen.most_common(96)]
    place = {colour: _nearest_in(palette, colour) for colour in seen}
    data = b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in pixels)
    head = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, body) for name, body in parts)


def _nearest_in(palette: list[bytes], colour: bytes) -> int:
    apart = [sum((one - other) ** 2 for one, other in zip(kept, colour, strict=True)) for kept in palette]
    return apart.index(min(apart))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


if __name__ == "__main__":
    main(sys.argv[1:])
