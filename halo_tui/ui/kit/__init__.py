"""The base of all screens: actions, theme, signs, and all code that uses private Textual names."""
