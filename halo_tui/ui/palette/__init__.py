"""The palette: what can be done here, found by a few letters."""
