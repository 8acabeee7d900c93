"""halo_tui: set up, test and explain the API connection between HaloPSA and Gradient MSP."""

__version__ = "0.1.0"

COMPLETION_VARIABLE = "_HALO_TUI_COMPLETE"
"""The variable in which a shell asks for completions; click makes its name from the program's."""
