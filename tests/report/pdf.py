"""Reads the text of a PDF as Chromium writes it: pages, fonts with a map to Unicode, and text shown by glyph numbers."""

import re
import zlib

OBJECT = re.compile(rb"^(\d+) 0 obj\n(.*?)^endobj", re.MULTILINE | re.DOTALL)
STREAM = re.compile(rb"\bstream\r?\n")
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj|\[((?:<[0-9A-Fa-f]+>|[^\]<])*)\] TJ|\b(ET)\b")


def pages_of(data):
    """Return the text of each page, pieces of text parted by spaces."""
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b", body)]
    return [_text_of(page, objects) for page in pages]


def _stream(body):
    # What follows the data, a line end and a word, is left over: nobody can tell it from data by looking at it.
    return zlib.decompressobj().decompress(STREAM.split(body, maxsplit=1)[1])


def _text_of(page, objects):
    fonts = {}
    resources = re.search(rb"/Font <<(.*?)>>", page, re.DOTALL)
    for name, number in re.findall(rb"/(\w+) (\d+) 0 R", resources[1] if resources else b""):
        unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        fonts[name] = _glyphs(_stream(objects[int(unicode[1])])) if unicode else {}
    content = re.search(rb"/Contents (\d+) 0 R", page)
    return " ".join("".join(_pieces(_stream(objects[int(content[1])]), fonts)).split())


def _pieces(content, fonts):
    glyphs = {}
    for font, one, many, ends in SHOWN.findall(content):
        if font:
            glyphs = fonts.get(font, {})
        for codes in [one, *re.findall(rb"<([0-9A-Fa-f]+)>", many)]:
            yield "".join(glyphs.get(codes[place : place + 4].upper(), "") for place in range(0, len(codes), 4))
        if ends:
            yield " "


def _glyphs(cmap):
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<(\w+)> <(\w+)>", block):
            found[code.upper()] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", block):
            for place in range(int(first, 16), int(last, 16) + 1):
                found[b"%04X" % place] = chr(int(text, 16) + place - int(first, 16))
    return found
