"""Decides what should change on tickets and in mailboxes, and applies it through ports."""
