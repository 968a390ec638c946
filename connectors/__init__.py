"""The only code that speaks to trackers, mail servers and webhooks."""
