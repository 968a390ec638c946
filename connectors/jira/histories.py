"""Histories that do not fit on a page of the search: Jira Cloud tells those of many tickets at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from connectors.jira.client import WRONG_SHAPE, JiraSite
from connectors.jira.numbered import holds_all
from connectors.jira.values import Raw
from connectors.pages import Page, walk
from sync.ports import Misshapen, Missing, Refused

FEWEST = 2  # tickets for which it is worth it: a single one is asked for at its own address
MOST_CHANGES = 10_000  # Jira's own limit for one answer


def with_long_histories(site: JiraSite, raws: Sequence[Raw]) -> list[Raw]:
    """Return the raw tickets of a page, those with a part of their history with all that Jira tells of it at once.

    A ticket of which that cannot be had is left as it is, to be asked for by itself.
    """
    short = [str(raw["id"]) for raw in raws if _is_short(raw)]
    if len(short) < FEWEST:
        return list(raws)
    try:
        told = _told(site, short)
    except (Missing, Refused, Misshapen):
        return list(raws)  # perhaps for one ticket's sake, and each of them is asked for by itself then
    return [_with_changes(raw, told[raw["id"]]) if raw["id"] in told else raw for raw in raws]


def _is_short(raw: Raw) -> bool:
    try:
        return not holds_all(raw.get("changelog") or {}, "histories")
    except WRONG_SHAPE:
        return False  # shaping the ticket tells that


def _told(site: JiraSite, ticket_ids: Sequence[str]) -> Mapping[str, Sequence[Raw]]:
    """Return the changes of tickets by their ids; a ticket's changes may stand on several pages."""
    what = f"histories of {len(ticket_ids)} tickets"
    body = {"issueIdsOrKeys": ticket_ids, "maxResults": MOST_CHANGES}

    def fetch(token: str | None) -> Page[Raw, str]:
        answer = site.search(
            "changelog", "bulkfetch", body=body | ({"nextPageToken": token} if token else {}), what=what
        )
        return Page(site.rows(answer.get("issueChangeLogs", []), what), answer.get("nextPageToken") or None)

    told: dict[str, list[Raw]] = defaultdict(list)
    with site.in_its_form(what):
        for page in walk(fetch, service=site.source, what=what):
            for one in page:
                told[str(one["issueId"])] += one["changeHistories"]
    return told


def _with_changes(raw: Raw, changes: Sequence[Raw]) -> Raw:
    """Return a ticket that holds these changes, and says as before how many there are."""
    return {**raw, "changelog": {**(raw.get("changelog") or {}), "histories": changes}}
