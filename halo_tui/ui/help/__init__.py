"""The help screen: all keys that work on a screen."""
