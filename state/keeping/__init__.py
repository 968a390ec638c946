"""State for years: letting go of what is old, copies for bad days, and moving to another place."""
