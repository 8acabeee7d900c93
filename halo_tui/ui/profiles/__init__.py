"""The list of profiles."""
