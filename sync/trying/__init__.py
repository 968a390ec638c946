"""Trying rules on the past, and explaining them."""
