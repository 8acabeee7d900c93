"""The protocols of Halo: HTTP, TLS, OAuth, records. Nothing here uses profile files or screens."""
