"""All measures by name, and their figures over engagements and a period."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rules.measures import (
    capacity,
    causes,
    compliance,
    flow,
    foresight,
    promises,
    quality,
    satisfaction,
    scope,
    signals,
    sla,
)
from rules.measures.case import EngagementHistory
from rules.measures.figure import Figure, Measure
from rules.measures.look import Look
from rules.measures.period import Period

ROOMS: Mapping[str, tuple[Measure, ...]] = MappingProxyType(
    {
        "Speed": (*sla.MEASURES, *flow.MEASURES),
        "Promises": promises.MEASURES,
        "Quality": quality.MEASURES,
        "Satisfaction": satisfaction.MEASURES,
        "Scope": scope.MEASURES,
        "Capacity": capacity.MEASURES,
        "Compliance": compliance.MEASURES,
        "Causes and warnings": (*causes.MEASURES, *foresight.MEASURES, *signals.MEASURES),
    }
)
"""Measures by the headings they stand under."""

ALL: tuple[Measure, ...] = tuple(measure for measures in ROOMS.values() for measure in measures)
BY_NAME: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in ALL})
"""A name is what stands under `targets:`."""


def figures(
    history: EngagementHistory | Iterable[EngagementHistory], period: Period, measures: Iterable[Measure] = ALL
) -> tuple[Figure, ...]:
    """Return what measures come to over a period, in their order, for one engagement or for several together.

    Several are those of a client, of a type of work, or all: their tickets count together, each on the calendar of
    its own client. What is not known has no value and says why.
    """
    histories = (history,) if isinstance(history, EngagementHistory) else tuple(history)
    look = Look(histories, period)
    return tuple(measure.figure(look) for measure in measures)
