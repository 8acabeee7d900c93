"""The Hand-over screen: the values that the user copies into Gradient."""
