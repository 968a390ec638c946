"""Figures from histories: how an engagement does, as pure functions of its cases."""
