"""Ladders: where tickets stand on them, and what their steps tell."""
