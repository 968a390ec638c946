"""Promised dates: what was agreed on, how it moved, and when work will most likely be done."""
