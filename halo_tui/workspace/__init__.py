"""What screens and commands share: profiles as a whole, their history, and what is open."""
