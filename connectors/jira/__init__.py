"""Jira Cloud and Data Center: tickets read through the search, labels and the sticky comment written back."""

from connectors.jira.tracker import JiraCloud, JiraDataCenter

__all__ = ["JiraCloud", "JiraDataCenter"]
