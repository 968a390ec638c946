"""The sticky comment: its words, and what people did to it."""
