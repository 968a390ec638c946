"""The service: when each engagement has its turn, and how others see that all is well."""
