"""The models of `mail`, and of a client's sending hours."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from config.engagements import MAIL_MODES
from config.forms import Address, Domain, Mailbox, Text, Truth, one_of, read_row, read_text, wrong
from config.marks import Branch, Scalar
from config.mistakes import quoted
from config.sections import Page, Section, word
from config.urls import is_loopback
from config.values import ImapConfig, SmtpConfig
from sync.engagement import MailMode, MailPolicy

SECURITIES = ("tls", "starttls", "none")


def read_port(value: object) -> int:
    text = read_text(value)
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or not 0 < int(text) < 65536:
        raise wrong(f"{{key}} needs a number from 1 to 65535, not {quoted(text)}")
    return int(text)


Port = Annotated[
    int,
    BeforeValidator(read_port),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 1, "maximum": 65535, "pattern": "^[0-9]{1,5}$"}),
]


class SmtpSection(Section):
    host: Text
    port: Port = SmtpConfig("").port
    starttls: Truth = SmtpConfig("").starttls

    def smtp(self) -> SmtpConfig:
        return SmtpConfig(self.host, self.port, self.starttls)


class ImapSection(Section):
    """The mailbox that undelivered mail comes back to."""

    host: Text
    user: Text
    port: Port | None = None
    security: Annotated[str, one_of(*SECURITIES)] = "tls"
    folder: Text = "INBOX"

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        if word(node, "security") == "none" and not is_loopback(word(node, "host")):
            told = '"security: none" is for this machine only: the password would go readably over the network'
            page.blame(node.key_marks["security"], told)

    def imap(self) -> ImapConfig:
        port = self.port or (993 if self.security == "tls" else 143)
        return ImapConfig(self.host, port, self.user, self.security, self.folder)


class MailSection(Section):
    from_: Mailbox = Field(alias="from")
    smtp: SmtpSection | None = None
    mode: Annotated[MailMode, one_of(*MAIL_MODES)] = MailMode.HOLD
    first_contact: Annotated[MailMode, one_of("hold", "send")] = MailMode.HOLD
    allow_domains: Annotated[tuple[Domain, ...], BeforeValidator(read_row)] = ()
    bounces: Address | None = None
    imap: ImapSection | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        if "smtp" not in node and word(node, "mode") != "off":
            page.blame(node.mark, '"smtp" is missing: the mail server, such as {host: mail.acme.example}')
        if "imap" in node and "bounces" not in node:
            told = '"bounces" is missing: the address undelivered mail comes back to, such as bounces@acme.example'
            page.blame(node.key_marks["imap"], told)
        bounces = node.get("bounces")
        if isinstance(bounces, Scalar) and "+" in bounces.partition("@")[0]:
            page.blame(bounces.mark, '"bounces" has no + before the @; the bot puts its own mark there')

    def policy(self) -> MailPolicy:
        return MailPolicy(self.from_, self.mode, self.first_contact, self.allow_domains, bounces=self.bounces)
