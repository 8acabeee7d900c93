"""Judging and fixing the values of a connection."""
