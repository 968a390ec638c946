"""A short mail to somebody of the team: what happened, and the next step. Pure."""

from dataclasses import dataclass
from html import escape

from sync.render.page import Rendered


@dataclass(frozen=True, slots=True)
class Note:
    """Three finished sentences in plain text."""

    subject: str
    said: str
    next_step: str


def render_note(note: Note) -> Rendered:
    """Lay a note out as text and as HTML."""
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(note.subject)}</title></head>'
        f"<body><p>{escape(note.said)}</p><p>{escape(note.next_step)}</p></body></html>\n"
    )
    return Rendered(note.subject, note.said, f"{note.said}\n\n{note.next_step}\n", html)
