"""The models as MLflow serves them: a table in, a table out. Each module loads one kind."""
