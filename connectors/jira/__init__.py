"""Jira Cloud: tickets read through the search, labels and the sticky comment written back."""

from connectors.jira.tracker import JiraCloud

__all__ = ["JiraCloud"]
