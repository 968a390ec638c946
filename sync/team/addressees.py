"""Who of the team hears of something: addresses by role. Pure."""

from collections.abc import Iterable, Mapping

from rules.values import fold

ADMIN, PROJECT_MANAGER = "admin", "project-manager"


def slug(role: str) -> str:
    """Return a role as the key it stands under: a stage's "Quality Lead" is `quality-lead` (RULINGS L12)."""
    return fold(role).replace(" ", "-")


def addresses_of(roles: Iterable[str], team: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses of some roles, each once; the project manager's where none of them has one."""
    known = {slug(role): address for role, address in team.items()}
    found = [known[slug(role)] for role in roles if slug(role) in known]
    found = found or [address for role, address in known.items() if role == PROJECT_MANAGER]
    return tuple({fold(address): address for address in reversed(found)}.values())[::-1]
