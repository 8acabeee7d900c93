"""The help: every key that works here."""
