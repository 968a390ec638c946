"""Sources as they stand in stageward.yaml."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from config.forms import Text, Truth, one_of
from config.marks import TRUTHS, Branch, Scalar
from config.sections import Page, Section, word
from config.urls import SourceUrl, is_loopback
from config.values import SourceConfig
from sync.service.hints import SECRET

ONLY_FOR = {
    "jira": ("flavor", "user"),
    "clickup": ("team",),
}


def token_variable(source: str) -> str:
    """Return the variable that holds a source's token: upper-cased, other signs as `_`."""
    return "STAGEWARD_TOKEN_" + _spelled(source)


def webhook_variable(source: str) -> str:
    """Return the variable that holds the secret of a source's webhook, spelled as that of its token."""
    return SECRET + _spelled(source)


def _spelled(source: str) -> str:
    return re.sub(r"[^A-Z0-9]", "_", source.upper())


class SourceSection(Section):
    name: Text
    kind: Annotated[Literal["jira", "clickup"], one_of("jira", "clickup")]
    flavor: Annotated[Literal["cloud", "datacenter"], one_of("cloud", "datacenter")] | None = None
    url: SourceUrl | None = None
    user: Text | None = None
    team: Text | None = None
    allow_http: Truth = False

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        kind = word(node, "kind")
        for other, keys in ONLY_FOR.items():
            for key in keys:
                if kind in ONLY_FOR and other != kind and key in node:
                    page.blame(node.key_marks[key], f'"{key}" is for sources of kind {other} only')
        if kind == "jira":
            _look_over_jira(node, page)
        elif kind == "clickup" and "team" not in node:
            page.blame(node.mark, '"team" is missing: the number of the ClickUp workspace')
        _look_over_http(node, page)

    def source_config(self) -> SourceConfig:
        flavor = self.flavor or ("cloud" if self.kind == "jira" else None)
        return SourceConfig(self.name, self.kind, flavor, self.url, self.user, self.team, self.allow_http)


def _look_over_jira(node: Branch, page: Page) -> None:
    is_cloud = word(node, "flavor") in {None, "cloud"}
    if "url" not in node:
        page.blame(node.mark, '"url" is missing: the address of the Jira site')
    if is_cloud and "user" not in node:
        page.blame(node.mark, '"user" is missing: the address of the account whose token is used')
    if word(node, "flavor") == "datacenter" and "user" in node:
        page.blame(node.key_marks["user"], '"user" is for Jira Cloud only; remove it')


def _look_over_http(node: Branch, page: Page) -> None:
    url = node.get("url")
    if not isinstance(url, Scalar) or not url.strip().lower().startswith("http://"):
        return
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return
    allow = node.get("allow_http")
    allowed = isinstance(allow, Scalar) and TRUTHS.get(allow) is True
    if is_loopback(host):
        return
    if allowed:
        page.blame(url.mark, "the token travels unencrypted to this address", warning=True)
    else:
        page.blame(url.mark, "http sends the token unencrypted; use https, or say allow_http: true if it must be")
