"""Helpers that every other package uses. Nothing here is specific to Halo."""
