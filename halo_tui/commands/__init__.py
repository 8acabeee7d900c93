"""The commands, one module each; `halo_tui.cli` imports only the one that is called."""
