"""The dashboard, REST and media of all sessions, from one process on one port."""
