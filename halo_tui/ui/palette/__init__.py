"""The palette: finds an action, a place or a theme by a few letters."""
