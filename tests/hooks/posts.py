"""Posting as a tracker does, to a board that listens on loopback; and an agenda that only writes down."""

import hmac
from contextlib import contextmanager
from hashlib import sha256
from types import SimpleNamespace

import requests

from connectors.hooks.receiving import Receiver
from connectors.hooks.sources import HookedSource
from sync.engagement import Engagement, Scope, ScopeKind
from tests.board.served import served_store

JIRA = "a secret of the jira site"
STUDIO = "a secret of the studio"
BOT = "5b10a2844c20165700ede21b"


def hooked(name, kind, *secrets, ask_who=lambda: BOT):
    return HookedSource(name, kind, secrets, ask_who)


SOURCES = (hooked("acme-jira", "jira", JIRA), hooked("studio", "clickup", STUDIO))


def engagement(name, source="acme-jira", kind=ScopeKind.PROJECT, value="APO"):
    return Engagement(name, source, Scope(kind, value), packs=(), client=None)


ENGAGEMENTS = (
    engagement("apollo"),
    engagement("hermes", value="HER"),
    engagement("bugs", kind=ScopeKind.JQL, value="type = Bug"),
    engagement("lumen", "studio", ScopeKind.LIST, "901"),
    engagement("nox", "studio", ScopeKind.LIST, "902"),
    engagement("fold", "studio", ScopeKind.FOLDER, "77"),
)


def digest(secret, body):
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def jira_headers(body, secret=JIRA):
    return {"X-Hub-Signature": f"sha256={digest(secret, body)}"}


def clickup_headers(body, secret=STUDIO):
    return {"X-Signature": digest(secret, body)}


@contextmanager
def listening_board(url, sources=SOURCES, engagements=ENGAGEMENTS, **setting):
    """Yield a board that takes webhooks: its `address`, what was `put`, what was `said`, and how to `post`."""
    put, said = [], []
    receiver = Receiver(put.append, said.append)
    receiver.listen_to(sources, engagements)
    with served_store(url, hints=receiver, **setting) as address, requests.Session() as session:

        def post(source, body=b"{}", headers=None, method="POST"):
            more = jira_headers(body) if headers is None else headers
            return session.request(
                method, f"{address}/hooks/{source}", data=body, headers=more, timeout=20, allow_redirects=False
            )

        yield SimpleNamespace(address=address, receiver=receiver, put=put, said=said, post=post)
