"""Rows in a PostgreSQL database. Imported only where a URL names one: its driver is an extra."""
