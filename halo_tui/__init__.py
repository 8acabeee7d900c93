"""halo_tui: set up, test and explain the API connection between HaloPSA and Gradient MSP."""

__version__ = "0.1.0"
