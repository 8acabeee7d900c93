"""The operations that screens and commands share: on profiles, their runs and their checklists."""
