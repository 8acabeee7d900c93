"""What a connection is: the profile, its field rules, its file, and where its secret lives."""
