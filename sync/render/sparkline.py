"""A series of figures as points of a small line drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 84.0, 22.0, 3.0  # units of the drawing


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Pieces of a line, each as SVG points; a figure that is not known leaves a gap. `last` is the newest known point,
    `alone` are points without a neighbour, and `goal` the height of the target; None where it lies outside."""

    lines: tuple[str, ...]
    alone: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    goal: float | None = None


def sparkline(values: Sequence[float | None], goal: float | None = None) -> Sparkline:
    """Draw values from left to right, the lowest at the bottom; all the same lie in the middle."""
    known = [value for value in values if value is not None]
    if not known:
        return Sparkline((), (), None)
    low, high = _ends(known, goal)
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    places = [
        None if value is None else (round(EDGE + place * step, 1), _height(value, low, high))
        for place, value in enumerate(values)
    ]
    runs = _runs(places)
    return Sparkline(
        lines=tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1),
        alone=tuple(run[0] for run in runs if len(run) == 1),
        last=next((place for place in reversed(places) if place is not None), None),
        goal=_height(goal, low, high) if goal is not None and low <= goal <= high else None,
    )


def _ends(known: Sequence[float], goal: float | None) -> tuple[float, float]:
    """Return what lies at the bottom and at the top: a target is in sight unless it would flatten the line."""
    low, high = min(known), max(known)
    reach = max(high - low, 0.1 * max(abs(low), abs(high), 1.0))
    if goal is not None and low - 2 * reach <= goal <= high + 2 * reach:
        low, high = min(low, goal), max(high, goal)
    return (low, high) if high > low else (low - 1, high + 1)


def _height(value: float, low: float, high: float) -> float:
    return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / (high - low), 1)


def _runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]
