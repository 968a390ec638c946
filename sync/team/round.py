"""What the team hears after a run: engagements not completed, notices not delivered, digests whose time has come."""

from collections.abc import Sequence
from dataclasses import replace

from sync.account import RunAccount, trouble_of
from sync.engagement import Engagement, MailMode
from sync.mailing.bounces import collect_bounces
from sync.mailing.post import send_ready
from sync.mailing.undelivered import tell_undelivered
from sync.ports import PortError
from sync.remembered import OutboxEntry
from sync.render.errors import sentence
from sync.stand import World
from sync.team.completion import keep_completion
from sync.team.digesting import write_digests


def with_returned_mail(world: World, account: RunAccount) -> RunAccount:
    """Take in mail that came back. A mailbox that cannot be read is told, and keeps no cycle back."""
    if world.postbox is None or world.mail is None:
        return account
    try:
        returned = collect_bounces(world.store, world.postbox, world.mail, world.clock)
    except PortError as error:
        told = f"Undelivered mail could not be looked for: {sentence(error)}"
        return replace(account, troubles=(*account.troubles, trouble_of(error, told)))
    return replace(account, returned=returned)


def with_team_mail(world: World, engagements: Sequence[Engagement], account: RunAccount) -> RunAccount:
    """Tell the team what concerns no single engagement's plan, and send it. A dry run only shows its digests."""
    if world.mail is None or world.mail.mode is MailMode.OFF:
        return account
    now = world.clock.now()
    digests = write_digests(world, engagements, account.engagements, now)
    if account.mode == "plan":
        return replace(account, notices=tuple(one.entry for one in digests if one.entry is not None))
    entries = [*keep_completion(world, account.engagements, now), *tell_undelivered(world, engagements, now)]
    for digest in digests:
        is_kept = world.store.mail.team.keep_digests(digest.kept, digest.entry)
        entries += [digest.entry] if digest.entry is not None and is_kept else []
    return replace(account, notices=_sent(world, entries))


def _sent(world: World, entries: Sequence[OutboxEntry]) -> tuple[OutboxEntry, ...]:
    """Send these notices, and return them as they stand after that."""
    if world.mailbox is None or world.mail is None or not entries:
        return tuple(entries)
    only = [one.id for one in entries]
    send_ready(world.store, world.mailbox, world.mail, world.clock, only, goes_on=world.goes_on)
    stand = (world.store.mail.entry(one.id) for one in entries)
    return tuple(one for one in stand if one is not None)
