"""Secrets outside the profile's file: references, how they are resolved, and keyrings."""
