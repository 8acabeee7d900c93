"""The checks of each subject."""
