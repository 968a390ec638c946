"""Everything the connector asks is what Jira's official description allows."""

import subprocess
import sys
from dataclasses import replace

from sync.ports import Edit, Needs

EVERYTHING = Needs(
    fields={"Probability": None},
    comments=True,
    moves=True,
    links=True,
    children=True,
    checklists=True,
    attachments=True,
)


def test_all_requests_are_as_the_official_description_says(shared, traffic, site, jira, apollo, story, ana, sticky):
    site.switches.page_cap = 2
    site.switches.embedded_comments = site.switches.embedded_histories = 0
    for number in range(5):
        ana.comment(story(f"Story {number}"), "Well?")
    jira.statuses(apollo)
    [[one, *_], *_] = list(jira.changed(apollo, EVERYTHING, site.site.clock.now()))
    receipt = jira.edit(Edit(one.id, one.key, ("gate:blocked",), ("web",), sticky()))
    for_some = replace(sticky("All hold"), visible_to="Developers")
    jira.edit(Edit(one.id, one.key, (), ("gate:blocked",), for_some, receipt.comment_id))
    jira.move(one.id, one.key, "Blocked")
    jira.sticky_comment(one.id, "x", receipt.comment_id)
    jira.sticky_comment(one.id, "x")
    jira.ticket(one.id, EVERYTHING)
    checker = shared / "conformance" / "check.py"
    told = subprocess.run([sys.executable, checker, traffic], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    assert " 0 violations" in told.stdout
