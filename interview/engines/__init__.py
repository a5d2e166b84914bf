"""The only rooms that load weights; each engine fulfils a port."""
