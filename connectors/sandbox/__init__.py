"""A stateful Jira, ClickUp and mailbox on loopback, for the demo and the tests."""

from connectors.sandbox.front import Fault, Logged
from connectors.sandbox.mailbox import Received
from connectors.sandbox.services import Sandbox

__all__ = ["Fault", "Logged", "Received", "Sandbox"]
