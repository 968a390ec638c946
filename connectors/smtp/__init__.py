"""Mail over SMTP, behind the port `Mailbox`."""

from connectors.smtp.send import Smtp

__all__ = ["Smtp"]
