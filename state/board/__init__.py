"""The board: pages over what the bot remembers. It reads, and leaves requests; it never judges and never writes else."""
