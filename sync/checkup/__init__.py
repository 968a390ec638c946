"""What a doctor makes of facts: each file compares one side of an installation with what its policies ask. Pure."""
