"""How Halo speaks: HTTP, OAuth, records. Nothing here knows a profile file or a screen."""
