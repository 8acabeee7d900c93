"""Starts the terminal application, on the user's profiles or as a demo."""
