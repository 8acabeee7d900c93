"""The commands, a module each; `halo_tui.cli` imports only the one that is called."""
