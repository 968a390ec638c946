"""What an admin edits, read with every mistake at once."""
