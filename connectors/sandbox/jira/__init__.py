"""A Jira Cloud site on loopback: REST v3 over real HTTP, with people who work in it."""
