"""What a person does: the connection checklist as dated data, and how far somebody has come."""
