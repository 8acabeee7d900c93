"""A draft of a profile: what the form holds, says and saves, without any widget."""
