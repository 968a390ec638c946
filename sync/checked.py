"""What a look over files came to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look over the configuration, or over a sheet, found: for people, for programs, and whether it can be
    used."""

    text: str
    document: str
    is_sound: bool
