"""What a site is set up like is asked for again after a while: `serve` runs for weeks, and people rename fields."""

from connectors.http import TrackerSession
from connectors.jira import JiraCloud
from sync.ports import Needs


def test_statuses_and_fields_are_kept_for_a_quarter_of_an_hour(site, apollo, id_of, story):
    ticket, passed, costs = id_of(story()), [0.0], []
    with (
        TrackerSession("acme-jira") as session,
        JiraCloud("acme-jira", site.url, site.user, site.token, session=session, tick=lambda: passed[0]) as jira,
    ):
        for seconds in (0, 899, 900):
            passed[0], before = float(seconds), len(site.log)
            jira.statuses(apollo)
            jira.ticket(ticket, Needs({"Impact": None}))
            costs.append(len(site.log) - before)
    assert costs == [3, 1, 3]
