"""The model of `service`: where health and metrics are served."""

import re
from typing import Annotated

from pydantic import BeforeValidator

from config.boarding import read_listen
from config.forms import looks_like, read_text
from config.sections import Section
from config.values import Listen


def read_ops_listen(value: object) -> Listen:
    """Read where to listen; a port alone is one of this very machine. Whoever can ask there reads clients' names, so
    that any other address has to be written out."""
    text = read_text(value).strip()
    return read_listen(f"127.0.0.1:{text}" if re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) else text)


OpsListen = Annotated[
    Listen,
    BeforeValidator(read_ops_listen),
    looks_like(r"\s*(\S+:)?[0-9]{1,5}\s*", "Write it as 127.0.0.1:9465."),
]


class ServiceSection(Section):
    listen: OpsListen | None = None
