"""Profiles: the fields of a connection, their rules, the files, and where secrets are stored."""
