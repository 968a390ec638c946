"""What `check --json` prints."""

import json
from collections.abc import Mapping, Sequence

from config.mistakes import Mistake, render
from sync.checked import Checked
from sync.render.terminal import Ink


def checked(
    mistakes: Sequence[Mistake], warnings: Sequence[Mistake], texts: Mapping[str, str], ink: Ink | None
) -> Checked:
    """Return what was found in files, for people and for programs; `texts` holds the files by name."""
    text = render((*mistakes, *warnings), texts, ink)
    return Checked(text, mistakes_document(mistakes, warnings), is_sound=not mistakes)


def mistakes_document(mistakes: Sequence[Mistake], warnings: Sequence[Mistake]) -> str:
    """Return mistakes and warnings as one JSON document, schema 1 (CONTRACT section 1, RULINGS W3)."""
    told = {"schema": 1, "errors": [_told(one) for one in mistakes], "warnings": [_told(one) for one in warnings]}
    return json.dumps(told, ensure_ascii=False, indent=2)


def _told(mistake: Mistake) -> dict[str, object]:
    return {"file": mistake.file, "line": mistake.line, "column": mistake.column, "message": mistake.message}
