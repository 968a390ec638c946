"""What concerns all engagements together, done once in a round: requests from pages, returned mail, the team's mail."""

from collections.abc import Sequence

from sync.account import EngagementAccount, RunAccount
from sync.engagement import Engagement, MailMode
from sync.lease import tenure
from sync.mailing.post import find_stuck, send_ready
from sync.neighbours.billing_sending import send_bills
from sync.pages.requested import act_on_requests
from sync.service.turns import HOUSE
from sync.stand import World
from sync.team.round import with_returned_mail, with_team_mail


def keep_house(
    world: World, engagements: Sequence[Engagement], lately: Sequence[EngagementAccount], run: str
) -> RunAccount:
    """Do what a whole cycle does around its engagements; `lately` tells what became of those that were cycled since
    the last time. Raises Busy where another service is at it."""
    with tenure(world.store, world.clock, HOUSE, run):
        find_stuck(world.store, world.clock)
        act_on_requests(world)
        account = with_returned_mail(world, RunAccount(run, "sync", tuple(lately)))
        send_bills(world.store.bills, world.hook, world.billing_key, world.clock)
        if world.mailbox is not None and world.mail is not None and world.mail.mode is not MailMode.OFF:
            send_ready(world.store, world.mailbox, world.mail, world.clock, goes_on=world.goes_on)
        return with_team_mail(world, engagements, account)
