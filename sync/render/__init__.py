"""Words and forms for people and programs: pure functions from values to text."""
