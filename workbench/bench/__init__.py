"""Offline measurements of cost."""
