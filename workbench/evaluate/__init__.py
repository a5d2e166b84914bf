"""Offline measurements of quality against truth."""
