"""What clients say of us, and whether they come back."""

from collections.abc import Iterator

from rules.measures.answers import Answer
from rules.measures.figure import Found, Measure, average, missing, share
from rules.measures.look import Look
from rules.measures.target import Target

PROMOTER, DETRACTOR = 9, 6
"""From which score on somebody is a promoter, and up to which a detractor: the usual NPS (F. Reichheld, 2003)."""

NO_SURVEYS = "no survey of this period has such a score; note it on Survey tickets, or import answers as CSV"


def _answers(look: Look) -> Iterator[Answer]:
    for window in look.windows:
        for answer in window.history.answers:
            if answer.asked_at in window:
                yield answer


def csat(look: Look) -> Found:
    return average((one.csat for one in _answers(look) if one.csat is not None), NO_SURVEYS)


def nps(look: Look) -> Found:
    scores = [one.nps for one in _answers(look) if one.nps is not None]
    if not scores:
        return missing(NO_SURVEYS)
    lead = sum(score >= PROMOTER for score in scores) - sum(score <= DETRACTOR for score in scores)
    return Found(100 * lead / len(scores), len(scores))


def ces(look: Look) -> Found:
    return average((one.ces for one in _answers(look) if one.ces is not None), NO_SURVEYS)


def survey_replies(look: Look) -> Found:
    asked = list(_answers(look))
    return share(sum(one.is_answered for one in asked), len(asked), "no survey was sent in this period")


def repeat_business(look: Look) -> Found:
    ended = [one for one in look.histories if one.ended is not None and one.ended in look.period]
    told = [one.renewed for one in ended if one.renewed is not None]
    why = 'no engagement that ended in this period says whether the client came back; fill in "Renewal" on its home ticket'
    return share(sum(told), len(told), why)


MEASURES = (
    Measure(
        "csat",
        "How satisfied clients are, from 0 to 10",
        "points",
        "higher",
        "mean of the CSAT scores of surveys sent in the period",
        "S000-96, S000-97, S004-56",
        csat,
        target=Target("more_than", 8),
        pillar="partnership",
    ),
    Measure(
        "nps",
        "Whether clients would recommend us, from -100 to 100",
        "points",
        "higher",
        "100 x (scores of 9 and 10 - scores of 0 to 6) / scores, of surveys sent in the period",
        "S004-83, S000-81",
        nps,
        pillar="partnership",
    ),
    Measure(
        "ces",
        "How easy it was for the client, from 1 to 7",
        "points",
        "higher",
        "mean of the effort scores of surveys sent in the period; 7 is very easy",
        "S004-64",
        ces,
        pillar="partnership",
    ),
    Measure(
        "survey_replies",
        "How many surveys are answered",
        "percent",
        "higher",
        "100 x surveys with any score / surveys sent in the period",
        "S003-37, S003-38",
        survey_replies,
        pillar="partnership",
    ),
    Measure(
        "repeat_business",
        "How many clients come back",
        "percent",
        "higher",
        "100 x engagements with a renewal / engagements that ended in the period and say whether there is one",
        "S000-102, S000-103, S000-21",
        repeat_business,
        target=Target("more_than", 60, "%"),
        pillar="partnership",
    ),
)
