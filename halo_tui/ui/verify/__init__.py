"""The Test screen: runs the checks and explains their results."""
