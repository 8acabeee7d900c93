"""The guided tour of the demo: a connection is broken, its fault is named, and it is fixed."""
