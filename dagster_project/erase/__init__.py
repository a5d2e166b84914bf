"""Erasing a session everywhere: store, Dagster, MLflow, temporary files."""
