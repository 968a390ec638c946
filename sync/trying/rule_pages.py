"""Where the page of a rule stands: one page for each pack, one heading for each rule."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from rules.policy import Policy

NO_PAGES: Mapping[str, str] = MappingProxyType({})


def file_of(pack: str) -> str:
    return f"{pack}.md"


def anchor_of(rule: str) -> str:
    """Return what stands behind `#`: forges write headings small there."""
    return rule.lower()


def addresses(policy: Policy, pages: str | None) -> Mapping[str, str]:
    """Return the address of each rule's page by its name; none where the configuration names no pages."""
    if pages is None:
        return NO_PAGES
    return MappingProxyType({rule.name: address(rule.pack, rule.name, pages) for rule in policy.rules})


def address_in(policy: Policy, rule: str, pages: str | None) -> str | None:
    """Return the address of one rule's page; None where there is none."""
    found = policy.rule(rule) if pages is not None else None
    return address(found.pack, found.name, pages) if found is not None and pages is not None else None


def address(pack: str, rule: str, pages: str) -> str:
    """Return the address of one rule's page below an address without a slash at its end."""
    return f"{pages}/{quote(file_of(pack))}#{quote(anchor_of(rule))}"
