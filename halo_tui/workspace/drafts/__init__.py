"""The draft of a profile: the content of the form, independent of any widget."""
