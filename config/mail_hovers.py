"""What an editor shows over the keys that say how mail goes."""

from collections.abc import Mapping

MAIL_HOVERS: Mapping[str, Mapping[str, str]] = {
    "MailSection": {
        "from": "The sender, with or without a name.",
        "smtp": "The mail server.",
        "mode": "The farthest any mail may go: off, hold (a person releases each) or send.",
        "first_contact": "The first mail ever to a contact: hold or send.",
        "allow_domains": "Domains mail may go to; without any, none goes.",
        "bounces": "The address undelivered mail comes back to; the bot puts a mark behind its name.",
        "imap": "The mailbox in which the bot looks for undelivered mail.",
    },
    "ImapSection": {
        "host": "The mail server's name.",
        "user": "The mailbox's login; its password is STAGEWARD_IMAP_PASSWORD.",
        "port": "Its port; 993 with tls, else 143.",
        "security": "tls from the start, starttls, or none on this machine only.",
        "folder": "The folder undelivered mail is in.",
    },
    "BoardSection": {
        "url": "The address the board is reached at; links in mail lead there.",
        "listen": "Where `stageward serve` shows the board, such as 127.0.0.1:8080.",
        "proxies": "Addresses of proxies that say who is looking; nobody else is believed.",
        "user_header": "The header in which such a proxy puts the person's name.",
        "secure": "Whether browsers come over https; true where `url` says so.",
    },
    "ServiceSection": {
        "listen": "Where /healthz, /readyz and /metrics are answered, such as 127.0.0.1:9465; a port alone is one of this machine.",
    },
    "SendingSection": {
        "days": "Days on which mail may go; the working days without it.",
        "from": "From this time of the client's day; working hours without it.",
        "until": "Until this time of the client's day.",
        "digest": "How often ready notices go together.",
    },
    "SmtpSection": {
        "host": "The mail server's name.",
        "port": "Its port.",
        "starttls": "Whether the connection turns to TLS before anything is said.",
    },
}
