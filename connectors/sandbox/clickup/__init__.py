"""A ClickUp workspace on loopback: API v2 over real HTTP, with people who work in it."""
