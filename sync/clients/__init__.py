"""What clients are told: which news a cycle holds for them, and the letters that tell it, reduced to what they may see."""
