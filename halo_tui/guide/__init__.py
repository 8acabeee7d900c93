"""The connection checklist: its steps as dated data, and which of them are done."""
