"""Mail of the team's own: news of a cycle, troubles, digests."""
