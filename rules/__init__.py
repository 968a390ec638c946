"""Judges tickets: pure functions from a ticket, a policy and a moment to a verdict."""
