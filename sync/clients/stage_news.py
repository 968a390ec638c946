"""News of tickets that entered a stage which tells it: milestones, deliveries, and surveys at closure. Pure."""

from collections.abc import Iterator

from rules.model import Standing, Verdict
from rules.scene import Setting
from rules.values import fold
from sync.clients.desk import Desk, Telling
from sync.clients.letters import Single
from sync.clients.survey_letters import SURVEY, closure_survey
from sync.clients.view import visible_to_client
from sync.engagement import Engagement, MailMode
from sync.notices import DELIVERY, MILESTONE, News, delivery_confirmation, is_due, milestone_summary, told_places
from sync.remembered import Reached

MILESTONES, DELIVERIES = "milestones", "delivery"
KINDS = (MILESTONE, DELIVERY, SURVEY)
NOT_WELL = frozenset({Standing.BLOCKED, Standing.ATTENTION})


def milestone_news(desk: Desk) -> Telling:
    """Tell what reached a stage."""
    return _of_stages(desk, MILESTONE)


def delivery_news(desk: Desk) -> Telling:
    """Tell what was delivered."""
    return _of_stages(desk, DELIVERY)


def closure_news(desk: Desk) -> Telling:
    """Ask how it was, where work is complete."""
    return _of_stages(desk, SURVEY)


def received_as(kind: str, engagement: Engagement) -> str:
    """Return what contacts get a kind for: deliveries go to those of milestones where no one else asks for them
    (CONTRACT 5)."""
    if kind == DELIVERY and not any(DELIVERIES in contact.receives for contact in engagement.client.contacts):
        return MILESTONES
    return {MILESTONE: MILESTONES, DELIVERY: DELIVERIES}.get(kind, kind)


def is_told_otherwise(news: News, engagement: Engagement) -> bool:
    """Tell whether everybody who would hear of a milestone hears of the same as a delivery: two mails would be one too
    many."""
    if news.kind != MILESTONE or DELIVERY not in news.stage.tells or engagement.notices.get(DELIVERY) is MailMode.OFF:
        return False
    hear = [contact.receives for contact in engagement.client.contacts if MILESTONES in contact.receives]
    return all(received_as(DELIVERY, engagement) in words for words in hear)


def _of_stages(desk: Desk, kind: str) -> Telling:
    places = told_places(desk.subjects, desk.engagement, desk.policy, desk.now, kind)
    outdated = tuple(sorted(_outdated(desk, kind)))
    untold = desk.untold((one.mark for one in places), outdated)
    fresh = [one for one in places if one.mark in untold]
    ready = [one for one in fresh if is_due(one)]
    due = [one for one in ready if not is_told_otherwise(one, desk.engagement)]
    return Telling(
        kind,
        received_as(kind, desk.engagement),
        letter=_letter(desk, kind, due) if due else None,
        marks=tuple(one.mark for one in due),
        no_news=tuple(one.mark for one in ready if one not in due),
        waiting=tuple(one.mark for one in fresh if one not in ready),
        outdated=outdated,
        tickets=tuple(one.subject.ticket.key for one in due),
        because=tuple(sorted({one.stage.name for one in due})),
    )


def _letter(desk: Desk, kind: str, due: list[News]) -> Single:
    if kind == SURVEY:
        link = desk.engagement.survey.link
        return closure_survey([one.subject for one in due], desk.engagement, desk.today, link)
    write = delivery_confirmation if kind == DELIVERY else milestone_summary
    return write(due, desk.health, desk.engagement, desk.policy, desk.today)


def _outdated(desk: Desk, kind: str) -> Iterator[str]:
    """Yield notices that wait while one of their tickets went back, fails a check, or is seen by clients no more."""
    visible = {one.ticket.id: one.verdict for one in visible_to_client(desk.subjects, desk.engagement)}
    for notice, marks in desk.unsent(kind).items():
        of_tickets = (one for one in marks if one.ticket_id)
        if not all(_still_holds(one, visible.get(one.ticket_id), desk.policy.setting) for one in of_tickets):
            yield notice


def _still_holds(told: Reached, verdict: Verdict | None, setting: Setting) -> bool:
    """Tell whether a ticket stands well in the stage that was told of, or further on; where it stands outside all
    stages, or cannot be judged, nobody knows better."""
    if verdict is None:
        return False
    pack, _, stage = told.stage.partition("/")
    present, places = verdict.stages.get(pack), setting.order.get(pack, {})
    if present is None:
        return True
    if fold(present) == fold(stage):
        return verdict.standing not in NOT_WELL
    return places.get(fold(present), 0) > places.get(fold(stage), 0)
