"""The credentials form."""
