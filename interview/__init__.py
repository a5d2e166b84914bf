"""What an interview is, and what can be said of it: plain Python, no framework."""
