"""The worker of a session while people talk."""
