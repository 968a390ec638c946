"""What the bot remembers, behind one port."""
