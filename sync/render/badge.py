"""A small picture that tells how an engagement goes, for a page elsewhere: a word and a colour, as SVG. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from sync.clients.letters import HealthWord
from sync.render.wording import Wording, say

COLOURS: Mapping[str, str] = MappingProxyType(
    {"on_track": "#1a7f4b", "at_risk": "#8a5a00", "off_track": "#b3261e", "stale": "#4a5462"}
)
LABEL_COLOUR = "#2b323b"
SIGN = 6.6  # pixels a letter takes on average in the fonts of a badge, at 11 pixels
MARGIN = 7


def badge(word: HealthWord | None, wording: Wording) -> str:
    """Draw the badge of a health word; None says that nobody knows at present. White on every colour has a contrast of
    at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    label, told = say(wording, "badge.label"), say(wording, f"health.{word}" if word else "badge.stale")
    left, right = _width(label), _width(told)
    named = quoteattr(f"{label}: {told}")
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label={named}>',
        f"<title>{escape(f'{label}: {told}')}</title>",
        f'<rect width="{left + right}" height="20" rx="4" fill="{COLOURS[word or "stale"]}"/>',
        f'<path d="M4 0h{left - 4}v20H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z" fill="{LABEL_COLOUR}"/>',
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
        f'<text x="{left / 2:g}" y="14">{escape(label)}</text>',
        f'<text x="{left + right / 2:g}" y="14">{escape(told)}</text>',
        "</g></svg>\n",
    )
    return "".join(parts)


def _width(text: str) -> int:
    return round(len(text) * SIGN) + 2 * MARGIN
