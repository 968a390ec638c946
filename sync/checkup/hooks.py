"""Webhooks of a source: whether any can come in, and when one last told of a change."""

from collections.abc import Iterable, Mapping

from sync.checkup.checks import Check, Place
from sync.engagement import Engagement
from sync.examination import Hooking
from sync.service.agenda_store import Turn

AREA = "webhooks"


def webhooks(place: Place, hooking: Hooking, engagements: Iterable[Engagement], turns: Mapping[str, Turn]) -> Check:
    """Judge the webhooks of one source, by the turns of its engagements."""
    name = f"/hooks/{place.source}"
    if place.source not in hooking.sources:
        return place.ok(name, "none are taken; polling alone finds every change")
    if not hooking.listens:
        return place.warn(
            name, "a secret is set, and nothing listens for them", "Set board: listen, or take the secret away."
        )
    here = (turns[one.name].hinted for one in engagements if one.source == place.source and one.name in turns)
    hinted = max((one for one in here if one is not None), default=None)
    if hinted is None:
        return place.warn(
            name,
            "a secret is set, and none has told of a change so far",
            f"Register a webhook for {name} at the tracker, with this secret, then change a ticket.",
        )
    return place.ok(name, f"the last one told of a change on {hinted:%Y-%m-%d at %H:%M} UTC")
