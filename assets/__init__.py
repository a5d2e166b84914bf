"""Dagster assets: thin wrappers around the pure functions of `interview`."""
