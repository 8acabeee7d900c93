"""The two ways into the application: on one's own profiles, and the demo."""
