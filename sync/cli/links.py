"""The commands under `links`: who may open a client's status page."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

import click

from sync.cli.wanted import BAD_INPUT, FAILED, Assembly, Wanted, answer, person_at_the_keyboard, shared_options, stop
from sync.engagement import Engagement
from sync.happened import link_given, link_revoked
from sync.pages.client_links import TOKEN_BYTES, ClientLink, address_of, badge_address, hash_of, is_same_client
from sync.render.documents import Document, dumped
from sync.render.terminal import Ink, columns
from sync.render.wording import clean
from sync.stand import World

HEAD = ("id", "client", "label", "state", "created", "by", "expires", "last used")


class Day(click.ParamType[date]):
    """Reads a day as 2026-12-31."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is no day; write it as 2026-12-31.", param, ctx)


@click.group()
def links() -> None:
    """Links by which clients open their status page."""


@links.command("list")
@shared_options
def links_list(assembly: Assembly, wanted: Wanted) -> None:
    """List every link there ever was, the oldest first; what opens the page is kept nowhere."""
    with assembly.world(wanted, trackers=False) as (world, engagements):
        names = [one.client.name for one in engagements]
        kept = [one for one in world.store.links.all() if not wanted.engagements or _is_of(one.client, names)]
        now = world.clock.now()
    answer(wanted, lambda: dumped({"schema": 1, "links": _documents(kept, now)}), lambda ink: _lines(kept, now, ink))


@links.command("grant")
@shared_options
@click.argument("client")
@click.option("--until", type=Day(), help="Its last day, in the client's zone; without it, until it is revoked.")
@click.option("--label", default="", metavar="TEXT", help="Whom it is for, to tell links apart.")
def links_grant(assembly: Assembly, wanted: Wanted, *, client: str, until: date | None, label: str) -> None:
    """Make a link for a client and print it, once: only its fingerprint is kept."""
    with assembly.world(wanted, trackers=False) as (world, engagements):
        board = _board_of(world)
        concerned = _engagements_of(client, engagements)
        now, token = world.clock.now(), token_urlsafe(TOKEN_BYTES)
        by, who = person_at_the_keyboard(), concerned[0].client
        link = ClientLink(hash_of(token), who.name, now, by, clean(label), _end_of(until, who.zone, now))
        world.store.links.keep(link)
        world.store.note([link_given(link)])
        badges = {one.name: badge_address(board, one.name, world.key) for one in concerned if world.key}
    address = address_of(board, token)
    document = {"schema": 1, "link": address, "links": _documents([link], now), "badges": badges}
    answer(wanted, lambda: dumped(document), lambda ink: _granted(link, address, badges, ink))


@links.command("revoke")
@shared_options
@click.argument("link_id", metavar="ID")
def links_revoke(assembly: Assembly, wanted: Wanted, *, link_id: str) -> None:
    """End a link at once; ID is as `links list` shows it, or its beginning."""
    with assembly.world(wanted, trackers=False) as (world, _):
        link, now = _link_of(link_id, world.store.links.all()), world.clock.now()
        if not world.store.links.revoke(link, now):
            stop(f"The link {link.id} was revoked before; it opens nothing.", FAILED)
        world.store.note([link_revoked(link, person_at_the_keyboard(), now)])
        kept = [one for one in world.store.links.all() if one.hash == link.hash]
    told = f"The link {link.id} of {link.client} opens nothing any more."
    document = {"schema": 1, "told": told, "links": _documents(kept, now)}
    answer(wanted, lambda: dumped(document), lambda ink: ink.paragraph(told))


def _board_of(world: World) -> str:
    """Return the address clients reach the board at, or end the command with what is missing."""
    if world.board is None:
        stop(
            "The status page has no address. Set board.url in stageward.yaml to where clients reach the board.",
            BAD_INPUT,
        )
    if world.key is None:
        stop(
            "Visits to the status page are signed. Set STAGEWARD_SECRET_KEY to 32 random characters, for the board too.",
            BAD_INPUT,
        )
    return world.board


def _engagements_of(client: str, engagements: Sequence[Engagement]) -> list[Engagement]:
    found = [one for one in engagements if is_same_client(one.client.name, client)]
    if not found:
        known = ", ".join(sorted({one.client.name for one in engagements}))
        stop(f"There is no client “{clean(client)}”. Known: {known}.", BAD_INPUT)
    return found


def _is_of(client: str, names: Sequence[str]) -> bool:
    return any(is_same_client(client, name) for name in names)


def _end_of(until: date | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the end of a last day as the client's clock has it."""
    if until is None:
        return None
    end = datetime.combine(until + timedelta(days=1), time(), zone).astimezone(UTC)
    if end <= now:
        stop(f"{until} is over already; write a day to come.", BAD_INPUT)
    return end


def _link_of(link_id: str, kept: Sequence[ClientLink]) -> ClientLink:
    found = [one for one in kept if link_id and one.id.startswith(link_id.lower())]
    if len(found) != 1:
        why = f"{len(found)} links begin with" if found else "There is no link"
        stop(f"{why} “{clean(link_id)}”. See stageward links list.", BAD_INPUT)
    return found[0]


def _documents(kept: Sequence[ClientLink], now: datetime) -> list[Document]:
    return [
        {
            "id": one.id,
            "client": one.client,
            "label": one.label,
            "state": one.state(now),
            "created": one.created.isoformat(),
            "by": one.by,
            "expires": one.expires.isoformat() if one.expires else None,
            "last_used": one.last_used.isoformat() if one.last_used else None,
            "revoked": one.revoked.isoformat() if one.revoked else None,
        }
        for one in kept
    ]


def _lines(kept: Sequence[ClientLink], now: datetime, ink: Ink) -> list[str]:
    if not kept:
        return ["There are no links. Make one with stageward links grant CLIENT."]
    rows = [
        (
            one.id,
            one.client,
            one.label or "-",
            one.state(now),
            f"{one.created:%Y-%m-%d}",
            one.by,
            f"{one.expires:%Y-%m-%d %H:%M}" if one.expires else "-",
            f"{one.last_used:%Y-%m-%d %H:%M}" if one.last_used else "never",
        )
        for one in kept
    ]
    first, *rest = columns([HEAD, *rows])
    return [ink.style(first, "dim"), *rest]


def _granted(link: ClientLink, address: str, badges: dict[str, str], ink: Ink) -> list[str]:
    until = f" until {link.expires:%Y-%m-%d %H:%M} UTC" if link.expires else ""
    lines = [
        address,
        "",
        *ink.paragraph(f"It opens the status page of {link.client}{until}. It is shown this once: send it now."),
        *ink.paragraph(f"To end it: stageward links revoke {link.id}"),
    ]
    return [*lines, *(f"Badge of {name}: {badge}" for name, badge in badges.items())]
