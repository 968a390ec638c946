"""What `/healthz` and `/readyz` answer: a status of HTTP and a short document."""

from dataclasses import dataclass
from http import HTTPStatus

import orjson

from sync.ports import PortError
from sync.render.errors import sentence
from sync.service.pulse import SILENCE, Pulse
from sync.service.vitals import StoreVitals


@dataclass(frozen=True, slots=True)
class Health:
    """An answer: whether all is well, and the document that says so."""

    is_well: bool
    document: dict[str, object]

    @property
    def status(self) -> HTTPStatus:
        return HTTPStatus.OK if self.is_well else HTTPStatus.SERVICE_UNAVAILABLE

    @property
    def body(self) -> bytes:
        return orjson.dumps(self.document) + b"\n"


def alive(pulse: Pulse) -> Health:
    """Tell whether the loop that gives out turns moves. A process that hangs is to be started anew."""
    silence = pulse.silence
    well = silence <= SILENCE
    said = "ok" if well else f"the loop has not moved for {silence:.0f} seconds"
    return Health(well, {"status": said, "silence_seconds": round(silence, 1), "at_most_seconds": SILENCE})


def ready(pulse: Pulse, store: StoreVitals) -> Health:
    """Tell whether the store answers and every engagement comes through. Starting anew mends neither."""
    try:
        completed = store.look().completed
    except PortError as error:
        return Health(is_well=False, document={"status": "the store does not answer", "store": sentence(error)})
    now = pulse.clock.now()
    late = [look for look in pulse.looks() if look.is_late(completed, now)]
    told = [
        {
            "engagement": look.engagement,
            "last_completed": last.isoformat() if (last := look.last(completed)) else None,
            "every_seconds": look.every.total_seconds(),
        }
        for look in late
    ]
    said = "ok" if not late else f"{len(late)} of {len(pulse.looks())} engagements did not come through lately"
    return Health(not late, {"status": said, "store": "ok", "late": told})
