"""Undelivered mail from a mailbox, behind the port `Postbox`."""

from connectors.imap.read import Imap

__all__ = ["Imap"]
