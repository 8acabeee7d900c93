"""What everything else builds on; it knows nothing of Halo."""
