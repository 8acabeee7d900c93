"""The meaning of the results of a run: their words, causes and cures."""
