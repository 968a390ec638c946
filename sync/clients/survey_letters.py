"""Whom a survey asks about what. Pure."""

from collections.abc import Sequence
from datetime import date

from sync.clients.letters import Survey
from sync.clients.view import name_for_client, visible_to_client
from sync.engagement import Engagement
from sync.plan import Subject

SURVEY = "survey"


def closure_survey(finished: Sequence[Subject], engagement: Engagement, today: date, link: str | None = None) -> Survey:
    """Ask how it was, when work is complete; `link` leads to a form, without one people reply."""
    names = (name_for_client(one.ticket, engagement) for one in visible_to_client(finished, engagement))
    return Survey(engagement.client.name, "closure", today, tuple(dict.fromkeys(names)), link)


def regular_survey(engagement: Engagement, today: date, link: str | None = None) -> Survey:
    """Ask a client who stays, about the work as a whole."""
    return Survey(engagement.client.name, "regular", today, link=link)
