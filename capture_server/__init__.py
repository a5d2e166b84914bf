"""The capture server: a process of its own."""
