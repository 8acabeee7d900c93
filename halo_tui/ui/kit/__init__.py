"""What leans on Textual's inner workings, and what every screen is built from."""
