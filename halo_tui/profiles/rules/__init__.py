"""The rules that check and fix the values of a connection."""
