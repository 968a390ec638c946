"""The outbox and its way to each contact, and what comes back."""
