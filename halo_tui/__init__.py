"""halo_tui: set up, test and explain the API connection between HaloPSA and Gradient MSP."""
