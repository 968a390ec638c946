"""The demo's world: two clients' work as it stands, and what people do about it between two cycles."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.sandbox import story_apollo, story_lumen
from connectors.sandbox.services import Sandbox


@dataclass(frozen=True, slots=True)
class Act:
    """Something people do; `title` is one sentence for the terminal."""

    title: str
    play: Callable[[Sandbox], None]


def plant(sandbox: Sandbox) -> None:
    """Fill a fresh sandbox: nine tickets of Apollo in Jira, eight of Lumen in ClickUp."""
    story_apollo.plant(sandbox.jira)
    story_lumen.plant(sandbox.clickup)


ACTS = (
    Act(
        "Bo ticks the last item of the self-assessment on APO-2.", lambda sandbox: story_apollo.tick_last(sandbox.jira)
    ),
    Act("Dana reviews APO-3 and moves it to Complete.", lambda sandbox: story_apollo.complete_login(sandbox.jira)),
    Act("Ana writes down the mitigation of the risk APO-4.", lambda sandbox: story_apollo.mitigate(sandbox.jira)),
    Act(
        'Eve ticks the open self-assessment item of "Landing page".',
        lambda sandbox: story_lumen.tick_last(sandbox.clickup),
    ),
    Act('Fay reviews "Brand guide" and says so.', lambda sandbox: story_lumen.review_brand_guide(sandbox.clickup)),
    Act(
        'Gus delivers "Newsletter template" with its delivery notes.',
        lambda sandbox: story_lumen.deliver_newsletter(sandbox.clickup),
    ),
)
