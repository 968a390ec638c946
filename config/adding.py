"""Where a new engagement goes in stageward.yaml, so that everything else in the file stays as it stands."""

from collections.abc import Callable

import yaml

KEY = "engagements"


def with_item(text: str, item: Callable[[int, str], str]) -> str | None:
    """Return a sound configuration's text with one engagement more; None where the list is not written as lines.

    `item` is given the column of its dash and the file's line end, and returns whole lines.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    found = _end_of_list(text)
    if found is None:
        return None
    end, indent = found
    following = end if text[:end].endswith("\n") else text.find("\n", end) + 1
    at = following or len(text)
    begin = "" if following else newline  # the last line of the file has no end of its own
    return text[:at] + begin + item(indent, newline) + text[at:]


def _end_of_list(text: str) -> tuple[int, int] | None:
    """Return where the last item of the list ends, and in which column its dashes stand; None where it has none."""
    events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    begin = _begin_of_list(events)
    if begin is None:
        return None
    depth, end = 0, 0
    for event in events[begin:]:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth == 0:
            break
        # The end of a block is told only by what comes behind it.
        if isinstance(event, yaml.ScalarEvent) or (isinstance(event, yaml.CollectionEndEvent) and _closes(text, event)):
            end = max(end, _span(event)[1])
    first, _ = _span(events[begin + 1])
    dash = text.rfind("-", 0, first)
    return end, dash - text.rfind("\n", 0, dash) - 1


def _begin_of_list(events: list[yaml.Event]) -> int | None:
    """Return the place of the list's first event, where it is one of lines and holds something."""
    depth = 0
    for place, event in enumerate(events):
        is_key = depth == 1 and isinstance(event, yaml.ScalarEvent) and event.value == KEY
        following = events[place + 1] if is_key else None
        if isinstance(following, yaml.SequenceStartEvent):
            holds = not following.flow_style and not isinstance(events[place + 2], yaml.SequenceEndEvent)
            return place + 1 if holds else None
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    return None


def _closes(text: str, event: yaml.Event) -> bool:
    """Tell whether a collection ends with a bracket of its own."""
    start, end = _span(event)
    return start < end and text[end - 1 : end] in {"]", "}"}


def _span(event: yaml.Event) -> tuple[int, int]:
    """Return where an event begins and ends, in signs."""
    return (event.start_mark.index if event.start_mark else 0, event.end_mark.index if event.end_mark else 0)
