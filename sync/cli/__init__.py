"""Commands: each parses what a person wrote, calls one thing, and prints its answer. `run.py` assembles the rest."""
