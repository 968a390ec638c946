"""Small sentences about the team's own mail."""

from dataclasses import replace
from email import message_from_bytes, policy

OFFICE = "office@acme.example"
MANAGER = "delivery@acme.example"
ADMIN = "admin@acme.example"
TEAM = {"project-manager": OFFICE, "delivery-manager": MANAGER, "admin": ADMIN}


def letters(house):
    """Every mail that went out: to whom, its subject, its text."""
    parsed = ((mail.recipients, message_from_bytes(mail.data, policy=policy.default)) for mail in house.mails)
    return [(to, mail["Subject"], _text(mail)) for (to,), mail in parsed]


def _text(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def about(house, words):
    """Those of them whose subject holds some words."""
    return [one for one in letters(house) if words in one[1]]


def with_takes(packs, stage, takes, role=None):
    """The packs with a time for one stage, and the role it is with."""
    return {name: _with_takes(pack, stage, takes, role) for name, pack in packs.items()}


def _with_takes(pack, stage, takes, role):
    stages = (replace(one, takes=takes, role=role or one.role) if one.name == stage else one for one in pack.stages)
    return replace(pack, stages=tuple(stages))
