"""What the findings of a run mean: their words, their causes and their cures."""
