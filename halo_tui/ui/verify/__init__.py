"""The test: checks as they finish, and what they mean."""
