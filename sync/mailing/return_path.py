"""The address bounces of one delivery come back to: `bounces+REF.SIGNATURE@domain`. Pure."""

import re

from sync.mailing.signing import SHORTEST_SIGNATURE, SigningKey

PURPOSE = "return path"


def return_path(bounces: str, ref: str, key: SigningKey) -> str:
    """Return the signed sender address of one delivery."""
    local, _, domain = bounces.rpartition("@")
    return f"{local}+{ref}.{key.sign(PURPOSE, ref, SHORTEST_SIGNATURE)}@{domain}"


def ref_of(address: str, bounces: str, key: SigningKey) -> str | None:
    """Return which delivery an address speaks of; None where it is no return path of ours.

    Mail servers may change upper and lower case on the way.
    """
    local, _, domain = bounces.casefold().rpartition("@")
    pattern = rf"{re.escape(local)}\+([0-9a-f]+)\.([0-9a-f]+)@{re.escape(domain)}"
    found = re.fullmatch(pattern, address.strip().casefold(), re.ASCII)
    return found[1] if found and key.signed(PURPOSE, found[1], found[2]) else None
