"""ClickUp as a source: reads tasks as tickets, writes tags, the sticky comment and the status."""

from connectors.clickup.tracker import ClickUp

__all__ = ["ClickUp"]
