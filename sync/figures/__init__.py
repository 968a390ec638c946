"""Figures and reports, gathered from what is remembered."""
