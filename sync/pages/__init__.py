"""What the board and clients' status pages show, as cycles leave it, and what people ask for there."""
