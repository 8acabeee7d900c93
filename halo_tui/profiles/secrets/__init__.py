"""Secrets that are kept elsewhere: references, how they are read, and keyrings."""
