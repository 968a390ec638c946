"""Open risks by how likely they are and how much they would hurt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.values import fold
from sync.pages.board_facts import RiskLine

PROBABILITIES = ("High", "Medium", "Low")
IMPACTS = ("Low", "Medium", "High")
WEIGHTS = {"low": 1, "medium": 2, "high": 3}
GRADES = {1: "low", 2: "low", 3: "middling", 4: "middling", 6: "high", 9: "high"}
"""How grave a risk is by the product of its two weights."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One probability with one impact, and the risks that have both."""

    probability: str
    impact: str
    grade: str
    risks: tuple[RiskLine, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows from the likeliest down; `unrated` lack a probability or an impact, or have one outside the three words."""

    rows: tuple[tuple[Cell, ...], ...]
    unrated: tuple[RiskLine, ...]
    impacts: tuple[str, ...] = IMPACTS


def matrix_of(risks: Sequence[RiskLine]) -> Matrix:
    placed: dict[tuple[str, str], list[RiskLine]] = {}
    unrated: list[RiskLine] = []
    for risk in risks:
        place = (fold(risk.probability), fold(risk.impact))
        if all(word in WEIGHTS for word in place):
            placed.setdefault(place, []).append(risk)
        else:
            unrated.append(risk)
    rows = tuple(tuple(_cell(probability, impact, placed) for impact in IMPACTS) for probability in PROBABILITIES)
    return Matrix(rows, tuple(unrated))


def _cell(probability: str, impact: str, placed: Mapping[tuple[str, str], Sequence[RiskLine]]) -> Cell:
    place = (fold(probability), fold(impact))
    grade = GRADES[WEIGHTS[place[0]] * WEIGHTS[place[1]]]
    return Cell(probability, impact, grade, tuple(placed.get(place, ())))
