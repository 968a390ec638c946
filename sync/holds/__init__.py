"""Holding tickets back and letting them go."""
