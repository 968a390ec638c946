"""Sends what other systems asked for, to an address an admin configured."""

from connectors.hooks.post import WebHooks

__all__ = ["WebHooks"]
