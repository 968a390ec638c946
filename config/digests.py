"""Who gets a digest: roles with an address under `team`, or people the file names."""

from collections.abc import Mapping

from config.installation import InstallationSection
from config.marks import Branch
from config.mistakes import quoted, suggestion
from config.sections import Page
from rules.values import fold, is_address
from sync.team.addressees import slug


def look_over(root: InstallationSection) -> None:
    """Tell which digests nobody would get, and which would go to somebody the file does not know."""
    _look_over_keys(root.digest, root.page, root.node.get("digest"), root)
    for one in root.engagements:
        _look_over_keys(one.digest, one.page, one.node.get("digest"), root)


def _look_over_keys(digest: Mapping[str, str], page: Page, names: object, root: InstallationSection) -> None:
    if not isinstance(names, Branch):
        return
    roles, people = {slug(role) for role in root.team}, _addresses(root)
    for who in digest:
        if is_address(who) and fold(who) not in people:
            told = f"{quoted(who)} is nobody's address in this file; name it under people, roles or team"
            page.blame(names.key_marks[who], told + suggestion(who, tuple(sorted(people))))
        elif not is_address(who) and slug(who) not in roles:
            told = f"{quoted(who)} has no address under team; without one no digest is sent"
            page.blame(names.key_marks[who], told + suggestion(who, tuple(root.team)), warning=True)


def _addresses(root: InstallationSection) -> set[str]:
    """Return every address of the team, folded."""
    members = (member for one in root.engagements for named in one.roles.values() for member in named)
    found = (*root.team.values(), *root.people, *members)
    return {fold(one) for one in found if is_address(one)}
